package io.sidecars.logshipper.output.loki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.EncodedResource;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One stream for each request, as JSON. Few labels, as Loki wants it: everything else is structured metadata of the
/// entries.
public final class LokiProtocol implements Protocol {
    private static final byte[] BEGINNING = "{\"streams\":[{\"stream\":".getBytes(US_ASCII);
    private static final byte[] VALUES = ",\"values\":[".getBytes(US_ASCII);
    private static final Buffer TAIL = Buffer.buffer("]}]}");
    private static final Buffer NOTHING = Buffer.buffer("{\"streams\":[]}");

    private final Request request;
    private final LokiEncoder encoder;
    private final EncodedResource head;

    public LokiProtocol(Output.Loki config, Resource resource) {
        LokiNames names = new LokiNames(config.labels());
        this.request =
                new Request(HttpMethod.POST, config.endpoint().at("/loki/api/v1/push"), headers(config.tenant()));
        this.encoder = new LokiEncoder(new EncodedResource(resource, names::metadata));
        this.head = new EncodedResource(resource, attributes -> head(names.labels(attributes)));
    }

    private static Map<String, String> headers(@Nullable String tenant) {
        return tenant == null
                ? Map.of("Content-Type", "application/json")
                : Map.of("Content-Type", "application/json", "X-Scope-OrgID", tenant);
    }

    private static byte[] head(Map<String, String> labels) {
        WireBuffer buffer = new WireBuffer(256).put(BEGINNING);
        char separator = '{';
        for (var label : labels.entrySet()) {
            buffer.put(separator).putJson(label.getKey()).put(':').putJson(label.getValue());
            separator = ',';
        }
        return buffer.put('}').put(VALUES).copy();
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
        return new Envelope(Buffer.buffer(head.bytes()), length - LokiEncoder.SEPARATOR_LENGTH, TAIL);
    }

    @Override
    public Verdict verdict(Response answer, int records) {
        return LokiVerdicts.of(answer);
    }

    /// No stream at all: Loki says that it is missing to whoever may push.
    @Override
    public Request probe() {
        return request;
    }

    @Override
    public Buffer probeBody() {
        return NOTHING;
    }

    @Override
    public Sink.Probe probed(Response answer) {
        return LokiVerdicts.probed(answer);
    }
}
