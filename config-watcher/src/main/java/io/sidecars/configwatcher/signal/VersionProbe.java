package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where an app says which version it runs.
final class VersionProbe {
    /// Statuses of the 4xx class that say nothing for now: request timeout, too early, too many requests.
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final StatusEndpoint config;
    private final EndpointClient exchange;

    VersionProbe(StatusEndpoint config, EndpointClient exchange) {
        this.config = config;
        this.exchange = exchange;
    }

    ProbeResult probe() {
        try {
            EndpointClient.Response answer = exchange.send(HttpMethod.GET, Map.of(), Buffer.buffer());
            if (answer.status() >= 500 || PASSING.contains(answer.status())) {
                return new ProbeResult.Unknown("its status answers " + answer.status());
            }
            return new ProbeResult.Runs(answer.isSuccess() ? version(answer) : null);
        } catch (IOException e) {
            return new ProbeResult.NoAnswer(AppMessage.of(e));
        }
    }

    private @Nullable String version(EndpointClient.Response answer) {
        String header = config.header();
        if (header != null) {
            String value = answer.headers().get(header);
            return value == null ? null : AppMessage.of(value);
        }
        JsonNode version = answer.json().at(config.pointer());
        return version.isTextual() ? AppMessage.of(version.textValue()) : null;
    }
}
