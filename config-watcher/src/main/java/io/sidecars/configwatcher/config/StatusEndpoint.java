package io.sidecars.configwatcher.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The endpoint at which an app reports the version that it runs, read by GET.
///
/// @param header the response header with the version; null if the version is in the JSON body
/// @param pointer points to the version in the JSON body
/// @param interval how often the app is asked
public record StatusEndpoint(Endpoint endpoint, @Nullable String header, JsonPointer pointer, Duration interval)
        implements Status {
    static final String TIMEOUT = "2s";

    static Optional<StatusEndpoint> read(YamlMapping yaml) {
        JsonPointer pointer = yaml.optional("pointer", "/version", StatusEndpoint::pointer);
        Duration interval = interval(yaml);
        String header = yaml.has("header") ? yaml.required("header", EndpointReader::headerName) : null;
        yaml.onlyValid("pointer", header == null, "valid without header");
        if (!yaml.has("url")) {
            Duration _ = timeout(yaml);
            return Optional.empty();
        }
        return Optional.of(new StatusEndpoint(EndpointReader.read(yaml, null, TIMEOUT), header, pointer, interval));
    }

    static Duration interval(YamlMapping yaml) {
        return yaml.optional("interval", "5s", Values.between(Duration.ofMillis(100), Duration.ofHours(1)));
    }

    static Duration timeout(YamlMapping yaml) {
        return yaml.optional("timeout", TIMEOUT, Values.between(Duration.ofMillis(10), Duration.ofMinutes(10)));
    }

    @Override
    public Duration timeout() {
        return endpoint.timeout();
    }

    private static JsonPointer pointer(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be a JSON pointer such as /version");
        }
        return JsonPointer.compile(text);
    }
}
