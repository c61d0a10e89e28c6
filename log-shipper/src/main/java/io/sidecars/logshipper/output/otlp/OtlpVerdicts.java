package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.record.Utf8;
import io.vertx.core.buffer.Buffer;

/// What OTLP's responses mean. The body may be Protobuf or JSON in response to either: gateways do not follow the
/// encoding of the request.
///
/// | status | verdict |
/// |---|---|
/// | 2xx | accepted; partly accepted if the body counts rejected records |
/// | 429, 502, 503, 504 | retry |
/// | 408, 500 | retry, suspect: OTLP forbids a retry, but does not say that the records are lost |
/// | 413 | too large |
/// | 400, 422 | rejected |
/// | others | misconfigured |
final class OtlpVerdicts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTIAL_SUCCESS = 1;
    private static final int REJECTED = 1;
    private static final int ERROR_MESSAGE = 2;
    private static final int STATUS_MESSAGE = 2;

    private OtlpVerdicts() {}

    static Verdict verdict(Response given, int records) {
        if (given.isSuccess()) {
            return isJson(given.body()) ? jsonSuccess(given, records) : protobufSuccess(given, records);
        }
        Response response = readable(given);
        return switch (response.status()) {
            case 429, 502, 503, 504 -> response.retry();
            case 408, 500 -> new Verdict.Retry(response.retryAfter(), response.reason(), true);
            case 413 -> response.tooLarge();
            case 400, 422 -> response.rejected();
            default -> response.misconfigured();
        };
    }

    /// The response with a text as its body: the message of a binary `google.rpc.Status`, or nothing if the body
    /// is binary otherwise.
    static Response readable(Response response) {
        ProtobufReader status = new ProtobufReader(response.body());
        Buffer text = response.body();
        while (status.next()) {
            if (status.isContent(STATUS_MESSAGE)) {
                text = status.content();
            }
        }
        return withText(response, status.isSound() ? text : response.body());
    }

    /// The probe has no records. Some receivers accept the credentials and then refuse an empty request.
    static Sink.ProbeResult probed(Response response) {
        return response.status() == 400
                ? new Sink.ProbeResult(true, "responds, but refuses an empty request")
                : readable(response).probeResult(response.isSuccess());
    }

    private static Response withText(Response response, Buffer body) {
        return new Response(response.status(), response.retryAfter(), isText(body) ? body : Buffer.buffer());
    }

    private static boolean isText(Buffer body) {
        byte[] bytes = body.getBytes();
        for (byte b : bytes) {
            if ((b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') || b == 0x7F) {
                return false;
            }
        }
        return Utf8.firstMalformed(bytes, 0, bytes.length) == bytes.length;
    }

    private static Verdict protobufSuccess(Response response, int records) {
        ProtobufReader reader = new ProtobufReader(response.body());
        long rejected = 0;
        Buffer message = Buffer.buffer();
        while (reader.next()) {
            if (reader.isContent(PARTIAL_SUCCESS)) {
                ProtobufReader partial = new ProtobufReader(reader.content());
                while (partial.next()) {
                    if (partial.isNumber(REJECTED)) {
                        rejected = partial.number();
                    } else if (partial.isContent(ERROR_MESSAGE)) {
                        message = partial.content();
                    }
                }
                rejected = partial.isSound() ? rejected : 0;
            }
        }
        return reader.isSound() ? success(response, rejected, message, records) : new Verdict.Accepted();
    }

    private static Verdict jsonSuccess(Response response, int records) {
        try {
            JsonNode partial = JSON.readTree(response.body().toString(UTF_8)).path("partialSuccess");
            String message = partial.path("errorMessage").asText();
            long rejected = partial.path("rejectedLogRecords").asLong();
            return success(response, rejected, Buffer.buffer(message), records);
        } catch (JsonProcessingException e) {
            return new Verdict.Accepted();
        }
    }

    private static Verdict success(Response response, long rejected, Buffer message, int records) {
        return rejected > 0
                ? new Verdict.PartlyAccepted(
                        Math.min(rejected, records),
                        withText(new Response(response.status(), null, message), message)
                                .text())
                : new Verdict.Accepted();
    }

    private static boolean isJson(Buffer body) {
        int at = 0;
        while (at < body.length() && body.getByte(at) <= ' ' && body.getByte(at) >= 0) {
            at++;
        }
        return at < body.length() && body.getByte(at) == '{';
    }
}
