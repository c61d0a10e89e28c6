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
public record StatusEndpoint(Endpoint endpoint, @Nullable String header, JsonPointer pointer, Duration interval) {
    static Optional<StatusEndpoint> read(YamlMapping yaml) {
        JsonPointer pointer = yaml.optional("pointer", "/version", StatusEndpoint::pointer);
        Duration interval =
                yaml.optional("interval", "5s", Values.between(Duration.ofMillis(100), Duration.ofHours(1)));
        String header = yaml.has("header") ? yaml.required("header", EndpointReader::headerName) : null;
        yaml.onlyValid("pointer", header == null, "valid without header");
        if (!yaml.has("url")) {
            Duration _ = yaml.optional("timeout", "2s", Values.between(Duration.ofMillis(10), Duration.ofMinutes(10)));
            return Optional.empty();
        }
        return Optional.of(new StatusEndpoint(EndpointReader.read(yaml, null, "2s"), header, pointer, interval));
    }

    private static JsonPointer pointer(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be a JSON pointer such as /version");
        }
        return JsonPointer.compile(text);
    }
}
