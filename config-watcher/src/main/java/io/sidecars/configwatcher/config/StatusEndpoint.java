package io.sidecars.configwatcher.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where an app says which version it runs, by GET.
///
/// @param header whose value is the version; null if it is in the body, as JSON
/// @param pointer to the version in the body
/// @param interval how often it is asked
public record StatusEndpoint(Endpoint endpoint, @Nullable String header, JsonPointer pointer, Duration interval) {
    static Optional<StatusEndpoint> read(YamlMapping yaml) {
        JsonPointer pointer = yaml.optional("pointer", "/version", JsonPointer::compile);
        Duration interval =
                yaml.optional("interval", "5s", Values.between(Duration.ofMillis(100), Duration.ofHours(1)));
        String header = yaml.has("header") ? yaml.required("header", Function.identity()) : null;
        yaml.onlyValid("pointer", header == null, "valid without header");
        if (!yaml.has("url")) {
            Duration _ = yaml.optional("timeout", "2s", Values.between(Duration.ofMillis(10), Duration.ofMinutes(10)));
            return Optional.empty();
        }
        return Optional.of(new StatusEndpoint(EndpointReader.read(yaml, null, "2s"), header, pointer, interval));
    }
}
