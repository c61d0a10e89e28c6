package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the status endpoint of an app which version it runs.
final class VersionProbe implements Probe {
    /// 4xx statuses that are only temporary: request timeout, too early, too many requests.
    private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

    private final StatusEndpoint endpoint;
    private final EndpointClient client;
    private final KnownSecrets secrets;

    VersionProbe(StatusEndpoint endpoint, EndpointClient client, KnownSecrets secrets) {
        this.endpoint = endpoint;
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public ProbeResult run(@Nullable String told) {
        try {
            EndpointClient.Response response = client.send(HttpMethod.GET, Map.of(), Body.EMPTY);
            if (response.status() >= 500 || TEMPORARY.contains(response.status())) {
                return new ProbeResult.Unknown("its status endpoint answers " + response.status());
            }
            String problem = response.problem();
            if (problem != null && response.isSuccess() && endpoint.header() == null) {
                return new ProbeResult.NoAnswer(AppMessage.of(problem));
            }
            return response.isSuccess()
                    ? new ProbeResult.Runs(version(response))
                    : new ProbeResult.Runs(null, "its status endpoint answers " + AppMessage.of(response.describe()));
        } catch (IOException e) {
            return new ProbeResult.NoAnswer(secrets.message(String.valueOf(e.getMessage()), null));
        }
    }

    @Override
    public @Nullable String note() {
        return client.note();
    }

    private @Nullable String version(EndpointClient.Response response) {
        String header = endpoint.header();
        if (header != null) {
            String value = response.headers().get(header);
            return value == null ? null : secrets.message(value, null);
        }
        JsonNode version = response.json().at(endpoint.pointer());
        return version.isTextual() ? secrets.message(version.textValue(), null) : null;
    }
}
