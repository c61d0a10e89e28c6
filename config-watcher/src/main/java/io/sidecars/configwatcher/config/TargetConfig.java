package io.sidecars.configwatcher.config;

import org.jspecify.annotations.Nullable;

/// A configured app, which is signalled when the version changes.
///
/// @param files the part of the configuration that concerns the app
/// @param status null if the app has no status endpoint; then the response to the signal confirms the version
public record TargetConfig(
        String name,
        FileSelection files,
        Signal signal,
        @Nullable StatusEndpoint status) {
    static TargetConfig read(YamlMapping yaml) {
        return new TargetConfig(
                yaml.required("name", Values::name),
                FileSelection.read(yaml),
                Signal.read(yaml),
                yaml.nested("status", StatusEndpoint::read).orElse(null));
    }
}
