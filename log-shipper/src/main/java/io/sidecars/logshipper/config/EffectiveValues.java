package io.sidecars.logshipper.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values of a mapping, including defaults, to show to an operator. Written as YAML and read back, they mean
/// the same except for secrets.
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

    /// The value as the type that YAML writes without quotes.
    private static Object plain(String written) {
        if (written.matches("0|[1-9]\\d{0,8}")) {
            return Integer.valueOf(written);
        }
        return written.equals("true") || written.equals("false") ? Boolean.valueOf(written) : written;
    }
}
