package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Protocol.Request;
import io.sidecars.logshipper.output.ReceiverProbe;
import io.sidecars.logshipper.output.RequestUri;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One stream per request, as JSON. It has few labels, as Loki recommends; everything else is structured
/// metadata of the entries.
public final class LokiProtocol {
    private static final Buffer NO_STREAM = Buffer.buffer("{\"streams\":[]}");

    private LokiProtocol() {}

    public static Protocol of(Output.Loki config, Resource resource) {
        RequestUri uri = RequestUri.of(config.endpoint().url(), "/loki/api/v1/push");
        Request request = new Request(HttpMethod.POST, uri.text(), headers(config.tenant()));
        return new Protocol(
                request,
                new LokiEncoder(resource, new LokiNames(config.labels())),
                (response, _) -> LokiVerdicts.of(response),
                new ReceiverProbe(request, NO_STREAM, LokiVerdicts::probed),
                config.tenant() == null ? List.of() : List.of(config.tenant()));
    }

    private static Map<String, String> headers(@Nullable String tenant) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        if (tenant != null) {
            headers.put("X-Scope-OrgID", tenant);
        }
        return Map.copyOf(headers);
    }
}
