package io.sidecars.configwatcher.config;

import org.jspecify.annotations.Nullable;

/// An app to be told.
///
/// @param status null if the app has no such place: then the answer to the signal confirms
public record TargetConfig(String name, Signal signal, @Nullable StatusEndpoint status) {
    static TargetConfig read(YamlMapping yaml) {
        return new TargetConfig(
                yaml.required("name", Values::name),
                Signal.read(yaml),
                yaml.nested("status", StatusEndpoint::read).orElse(null));
    }
}
