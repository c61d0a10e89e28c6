package io.sidecars.configwatcher.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values of a mapping that were read, with the defaults in place, to be shown to an operator. Written as YAML and
/// read back, they mean the same but for what is secret.
final class EffectiveValues {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /// @param written as an operator writes it
    void put(String key, String written) {
        values.put(key, plain(written));
    }

    void put(String key, List<String> written) {
        if (!written.isEmpty()) {
            values.put(key, written.stream().map(EffectiveValues::plain).toList());
        }
    }

    void put(String key, EffectiveValues mapping) {
        if (!mapping.values.isEmpty()) {
            values.put(key, mapping.values);
        }
    }

    void putAll(String key, List<EffectiveValues> mappings) {
        values.put(key, mappings.stream().map(mapping -> mapping.values).toList());
    }

    Map<String, Object> values() {
        return values;
    }

    /// What needs no quotes in YAML.
    private static Object plain(String written) {
        if (written.matches("0|[1-9]\\d{0,8}")) {
            return Integer.valueOf(written);
        }
        return written.equals("true") || written.equals("false") ? Boolean.valueOf(written) : written;
    }
}
