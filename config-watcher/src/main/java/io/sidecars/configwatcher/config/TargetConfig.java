package io.sidecars.configwatcher.config;

import org.jspecify.annotations.Nullable;

/// A configured app, which is signalled when the version changes.
///
/// @param files the part of the configuration that concerns the app
/// @param check a program that must accept a version before the app is told; null for none
/// @param status null if nothing reports the version; then the response to the signal confirms the version
public record TargetConfig(
        String name,
        FileSelection files,
        Signal signal,
        @Nullable CommandConfig check,
        @Nullable Status status) {
    static TargetConfig read(YamlMapping yaml) {
        return new TargetConfig(
                yaml.required("name", Values::name),
                FileSelection.read(yaml),
                Signal.read(yaml),
                yaml.nested("check", CommandConfig::read).orElse(null),
                yaml.nested("status", Status::read).orElse(null));
    }
}
