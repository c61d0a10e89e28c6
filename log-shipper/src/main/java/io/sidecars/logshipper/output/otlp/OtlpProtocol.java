package io.sidecars.logshipper.output.otlp;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Map;

/// OpenTelemetry logs over HTTP. Without a parser a record has no time of its own, only the one at which it was
/// read.
public final class OtlpProtocol implements Protocol {
    private static final String PATH = "/v1/logs";

    private final OtlpEncoder encoder;
    private final Request request;

    public OtlpProtocol(Output.Otlp config, Resource resource) {
        this.encoder = switch (config.encoding()) {
            case PROTOBUF -> new ProtobufEncoder(resource);
            case JSON -> new JsonEncoder(resource);
        };
        this.request = new Request(
                HttpMethod.POST, uri(config.endpoint().url()), Map.of("Content-Type", encoder.contentType()));
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        encoder.encode(record, batch);
    }

    @Override
    public Envelope envelope(int length) {
        return encoder.envelope(length);
    }

    @Override
    public Verdict verdict(Response answer, int records) {
        return OtlpVerdicts.verdict(answer, records);
    }

    /// A request without records.
    @Override
    public Request probe() {
        return request;
    }

    @Override
    public Buffer probeBody() {
        return encoder.nothing();
    }

    @Override
    public Sink.Probe probed(Response answer) {
        String why = OtlpVerdicts.readable(answer).why();
        return answer.status() == 400
                ? new Sink.Probe(true, "answers, though it refuses an empty request")
                : new Sink.Probe(answer.isSuccess(), why);
    }

    private static String uri(URI url) {
        String path = url.getRawPath().replaceAll("/+$", "");
        return url.getScheme()
                + "://"
                + url.getRawAuthority()
                + (path.endsWith(PATH) ? path : path + PATH)
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }
}
