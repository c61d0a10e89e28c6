package io.sidecars.logshipper.output.elasticsearch;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Protocol.Request;
import io.sidecars.logshipper.output.ReceiverProbe;
import io.sidecars.logshipper.output.RequestUri;
import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;

/// The documents of a batch in one bulk request. A document's id is the same in every replay. The action is
/// `create`, never `index`: data streams accept nothing else, and a document that exists already is recognized.
public final class ElasticsearchProtocol {
    /// Limits the response to the result of each document.
    private static final String FILTER = "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason";

    private ElasticsearchProtocol() {}

    public static Protocol of(Output.Elasticsearch config, Resource resource) {
        Request request = Request.post(uri(config), "application/x-ndjson");
        return new Protocol(
                request,
                new BulkEncoder(resource),
                BulkVerdicts::of,
                new ReceiverProbe(request, Buffer.buffer("\n"), ElasticsearchProtocol::probed));
    }

    private static RequestUri uri(Output.Elasticsearch config) {
        RequestUri uri = RequestUri.of(config.endpoint().url(), "/" + RequestUri.encoded(config.index()) + "/_bulk")
                .with(FILTER);
        String pipeline = config.pipeline();
        return pipeline == null ? uri : uri.with("pipeline", pipeline);
    }

    /// The probe has no document. A receiver that accepts the credentials answers 400.
    private static Sink.ProbeResult probed(Response response) {
        return response.probeResult(response.isSuccess() || response.status() == 400);
    }
}
