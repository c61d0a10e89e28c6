package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/// One JSON object a line; 2xx means that every one arrived.
public final class NdjsonProtocol implements Protocol {
    private static final Buffer NONE = Buffer.buffer();

    private final Request request;
    private final List<String> secrets;
    private final NdjsonEncoder encoder;

    public NdjsonProtocol(Output.Http config, Resource resource) {
        this.request = new Request(
                HttpMethod.valueOf(config.method().name()),
                config.uri(),
                Map.of("Content-Type", "application/x-ndjson"));
        this.secrets = config.query().values().stream().map(Secret::reveal).toList();
        this.encoder = new NdjsonEncoder(resource);
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public List<String> secrets() {
        return secrets;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        encoder.encode(record, batch);
    }

    @Override
    public Envelope envelope(int length) {
        return new Envelope(NONE, length, NONE);
    }

    /// | status | verdict |
    /// |---|---|
    /// | 2xx | accepted |
    /// | 408, 425, 429, 5xx | retry |
    /// | 413 | too large |
    /// | 400, 422 | rejected |
    /// | others | refused |
    @Override
    public Verdict verdict(Response answer, int records) {
        return switch (answer.status()) {
            case 408, 425, 429 -> answer.retry();
            case 413 -> answer.tooLarge();
            case 400, 422 -> answer.rejected();
            default ->
                answer.isSuccess()
                        ? new Verdict.Accepted()
                        : answer.status() >= 500 ? answer.retry() : answer.refused();
        };
    }

    @Override
    public Request probe() {
        return new Request(HttpMethod.HEAD, request.uri(), Map.of());
    }

    @Override
    public Buffer probeBody() {
        return NONE;
    }

    @Override
    public Sink.Probe probed(Response answer) {
        return switch (answer.status()) {
            case 401, 403, 404 -> new Sink.Probe(false, answer.why());
            default -> new Sink.Probe(answer.status() < 500, answer.why());
        };
    }
}
