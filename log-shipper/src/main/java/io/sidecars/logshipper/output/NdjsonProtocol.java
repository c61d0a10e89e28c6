package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.output.Protocol.Request;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/// One JSON object per line. A status of success means that the receiver has every record.
public final class NdjsonProtocol {
    private NdjsonProtocol() {}

    public static Protocol of(Output.Http config, Resource resource) {
        RequestUri uri = RequestUri.of(config.endpoint().url());
        for (Map.Entry<String, Secret> parameter : config.query().entrySet()) {
            uri = uri.with(parameter.getKey(), parameter.getValue().reveal());
        }
        HttpMethod method = HttpMethod.valueOf(config.method().name());
        return new Protocol(
                new Request(method, uri.text(), Map.of("Content-Type", "application/x-ndjson")),
                new NdjsonEncoder(resource),
                (response, _) -> verdict(response),
                new ReceiverProbe(
                        new Request(HttpMethod.HEAD, uri.text(), Map.of()), Buffer.buffer(), NdjsonProtocol::probed),
                config.query().values().stream().map(Secret::reveal).toList());
    }

    /// [Response#usualVerdict], and:
    ///
    /// | status | verdict |
    /// |---|---|
    /// | 425 | retry |
    /// | 422 | rejected |
    private static Verdict verdict(Response response) {
        return switch (response.status()) {
            case 425 -> response.retry();
            case 422 -> response.rejected();
            default -> response.usualVerdict();
        };
    }

    /// Any path may refuse HEAD, so only a status that would refuse records too is a failure.
    private static Sink.ProbeResult probed(Response response) {
        return response.probeResult(
                switch (response.status()) {
                    case 401, 403, 404 -> false;
                    default -> response.status() < 500;
                });
    }
}
