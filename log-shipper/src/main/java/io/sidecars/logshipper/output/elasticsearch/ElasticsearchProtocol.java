package io.sidecars.logshipper.output.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.net.URLEncoder;
import java.util.Map;

/// Documents in one bulk request. Each has an id that is the same in every replay, and is created, never written
/// over: data streams take nothing else, and what is there already is recognised.
public final class ElasticsearchProtocol implements Protocol {
    /// Of the answer, only what says what became of each document.
    private static final String FILTER = "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";

    private static final Buffer NONE = Buffer.buffer();
    private static final Buffer NOTHING = Buffer.buffer("\n");

    private final Request request;
    private final BulkEncoder encoder;

    public ElasticsearchProtocol(Output.Elasticsearch config, Resource resource) {
        this.request = new Request(HttpMethod.POST, uri(config), Map.of("Content-Type", "application/x-ndjson"));
        this.encoder = new BulkEncoder(resource);
    }

    private static String uri(Output.Elasticsearch config) {
        String uri = config.endpoint().at("/" + escaped(config.index()) + "/_bulk");
        String pipeline = config.pipeline();
        return uri
                + (uri.contains("?") ? "&" : "?")
                + FILTER
                + (pipeline == null ? "" : "&pipeline=" + escaped(pipeline));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
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
        return new Envelope(NONE, length, NONE);
    }

    @Override
    public Verdict verdict(Response answer, int records) {
        return BulkVerdicts.of(answer, records);
    }

    /// No document at all: the receiver says so to whoever it knows.
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
        return new Sink.Probe(answer.isSuccess() || answer.status() == 400, answer.why());
    }
}
