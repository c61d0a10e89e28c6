package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.output.WireBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which resource attributes become labels of the stream, and which become structured metadata of each entry.
final class LokiNames {
    private static final String SERVICE_NAME = "service_name";
    private static final String UNKNOWN_SERVICE = "unknown_service";
    /// Names of the metadata that [LokiEncoder] takes from the record.
    private static final List<String> RECORD =
            List.of("filename", "level", "trace_id", "span_id", "partial", "truncated");
    /// Loki's limits are 128 names per entry, and 64 KiB of names and values. The rest is left for the record.
    private static final int MAX_ATTRIBUTES = 128 - RECORD.size();

    private static final int MAX_BYTES = 56 << 10;

    private final Map<String, String> configured;

    /// @param configured the labels of the stream; if empty, the label is the service's name
    LokiNames(Map<String, String> configured) {
        this.configured = configured;
    }

    /// The labels of the stream; never empty.
    Map<String, String> labels(Map<String, String> resource) {
        return configured.isEmpty()
                ? Map.of(SERVICE_NAME, resource.getOrDefault("service.name", UNKNOWN_SERVICE))
                : configured;
    }

    /// Members of the metadata object, each after a comma. Left out are attributes with the name of a label or
    /// of a record's metadata, and those beyond Loki's limits.
    byte[] metadata(Map<String, String> resource) {
        Set<String> taken = new HashSet<>(RECORD);
        taken.addAll(labels(resource).keySet());
        int most = taken.size() + MAX_ATTRIBUTES;
        WireBuffer buffer = new WireBuffer(256);
        resource.forEach((attribute, value) -> {
            String name = name(attribute);
            int before = buffer.length();
            if (taken.size() < most && taken.add(name)) {
                buffer.putMember(',', name, value);
                if (buffer.length() > MAX_BYTES) {
                    buffer.cut(before);
                }
            }
        });
        return buffer.copy();
    }

    /// Loki responds with status 500 to a name that consists of underscores only.
    private static String name(String attribute) {
        String name = attribute.replaceAll("[^a-zA-Z0-9_]", "_");
        return name.matches("_*") ? "key" + name : name;
    }
}
