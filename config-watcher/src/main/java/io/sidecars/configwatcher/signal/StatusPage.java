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
final class StatusPage {
    /// Statuses of the 4xx class that say nothing for now: request timeout, too early, too many requests.
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final StatusEndpoint config;
    private final Exchange exchange;

    StatusPage(StatusEndpoint config, Exchange exchange) {
        this.config = config;
        this.exchange = exchange;
    }

    Report ask() {
        try {
            Exchange.Answer answer = exchange.run(HttpMethod.GET, Map.of(), Buffer.buffer());
            if (answer.status() >= 500 || PASSING.contains(answer.status())) {
                return new Report.Unclear("its status answers " + answer.status());
            }
            return new Report.Runs(answer.isSuccess() ? version(answer) : null);
        } catch (IOException e) {
            return new Report.Silent(Line.of(e));
        }
    }

    private @Nullable String version(Exchange.Answer answer) {
        String header = config.header();
        if (header != null) {
            String value = answer.headers().get(header);
            return value == null ? null : Line.of(value);
        }
        JsonNode version = answer.json().at(config.pointer());
        return version.isTextual() ? Line.of(version.textValue()) : null;
    }
}
