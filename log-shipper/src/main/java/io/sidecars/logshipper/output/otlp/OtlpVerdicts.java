package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.record.Utf8;
import io.vertx.core.buffer.Buffer;

/// What OTLP's answers mean. A body is Protobuf or JSON whatever we sent: gateways answer as they like.
///
/// | status | verdict |
/// |---|---|
/// | 2xx | accepted; partly accepted if the body counts rejected records |
/// | 429, 502, 503, 504 | retry |
/// | 408, 500 | retry, but a record may be to blame: OTLP says not to retry, and not what else |
/// | 413 | too large |
/// | 400, 422 | rejected |
/// | others | refused |
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
        Response answer = readable(given);
        return switch (answer.status()) {
            case 429, 502, 503, 504 -> answer.retry();
            case 408, 500 -> new Verdict.RetryAfter(answer.retryAfter(), answer.why(), true);
            case 413 -> answer.tooLarge();
            case 400, 422 -> answer.rejected();
            default -> answer.refused();
        };
    }

    /// The answer with a text for a body: the message of a binary `google.rpc.Status`, and nothing in place of what
    /// else is binary.
    static Response readable(Response answer) {
        ProtobufReader status = new ProtobufReader(answer.body());
        Buffer text = answer.body();
        while (status.next()) {
            if (status.isContent(STATUS_MESSAGE)) {
                text = status.content();
            }
        }
        return withText(answer, status.isSound() ? text : answer.body());
    }

    private static Response withText(Response answer, Buffer body) {
        return new Response(answer.status(), answer.retryAfter(), isText(body) ? body : Buffer.buffer());
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

    private static Verdict protobufSuccess(Response answer, int records) {
        ProtobufReader response = new ProtobufReader(answer.body());
        long rejected = 0;
        Buffer message = Buffer.buffer();
        while (response.next()) {
            if (response.isContent(PARTIAL_SUCCESS)) {
                ProtobufReader partial = new ProtobufReader(response.content());
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
        return response.isSound() ? success(answer, rejected, message, records) : new Verdict.Accepted();
    }

    private static Verdict jsonSuccess(Response answer, int records) {
        try {
            JsonNode partial = JSON.readTree(answer.body().toString(UTF_8)).path("partialSuccess");
            String message = partial.path("errorMessage").asText();
            long rejected = partial.path("rejectedLogRecords").asLong();
            return success(answer, rejected, Buffer.buffer(message), records);
        } catch (JsonProcessingException e) {
            return new Verdict.Accepted();
        }
    }

    private static Verdict success(Response answer, long rejected, Buffer message, int records) {
        return rejected > 0
                ? new Verdict.PartlyAccepted(
                        Math.min(rejected, records),
                        withText(new Response(answer.status(), null, message), message)
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
