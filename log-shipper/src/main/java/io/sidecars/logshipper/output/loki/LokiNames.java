package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.output.WireBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which attributes of the resource become labels of the stream, and which structured metadata of each entry.
final class LokiNames {
    private static final String SERVICE_NAME = "service_name";
    private static final String UNKNOWN_SERVICE = "unknown_service";
    /// Names of the metadata that come from the record.
    private static final List<String> RECORD =
            List.of("filename", "level", "trace_id", "span_id", "partial", "truncated");
    /// Loki refuses entries with more metadata: 128, and 64 KiB of names and values together. The rest is for what
    /// comes from the record.
    private static final int MOST_ATTRIBUTES = 128 - RECORD.size();

    private static final int MOST_BYTES = 56 << 10;

    private final Map<String, String> configured;

    /// @param configured labels, the same for ever; none for the service's name
    LokiNames(Map<String, String> configured) {
        this.configured = configured;
    }

    /// What the stream is called; never empty.
    Map<String, String> labels(Map<String, String> resource) {
        return configured.isEmpty()
                ? Map.of(SERVICE_NAME, resource.getOrDefault("service.name", UNKNOWN_SERVICE))
                : configured;
    }

    /// Members of a JSON object, each after a comma. What has the name of a label, or of something that comes from the
    /// record, is left out, and so is what Loki would find too much.
    byte[] metadata(Map<String, String> resource) {
        Set<String> taken = new HashSet<>(RECORD);
        taken.addAll(labels(resource).keySet());
        int most = taken.size() + MOST_ATTRIBUTES;
        WireBuffer buffer = new WireBuffer(256);
        resource.forEach((attribute, value) -> {
            String name = name(attribute);
            int before = buffer.length();
            if (taken.size() < most && taken.add(name)) {
                buffer.put(',').putJson(name).put(':').putJson(value);
                if (buffer.length() > MOST_BYTES) {
                    buffer.cut(before);
                }
            }
        });
        return buffer.copy();
    }

    /// Loki fails with status 500 on a name in which there is nothing but underscores.
    private static String name(String attribute) {
        String name = attribute.replaceAll("[^a-zA-Z0-9_]", "_");
        return name.matches("_*") ? "key" + name : name;
    }
}
