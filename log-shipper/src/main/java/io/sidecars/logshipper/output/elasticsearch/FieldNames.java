package io.sidecars.logshipper.output.elasticsearch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the attributes of the resource are called in a document, where a dot makes an object of what is before it.
final class FieldNames {
    /// What comes after these is not ours to choose.
    private static final List<String> FREE = List.of("k8s.pod.label.", "k8s.pod.annotation.");

    private static final List<String> OURS = List.of(
            "@timestamp",
            "message",
            "attributes",
            "log.level",
            "log.offset",
            "log.file.path",
            "log.record.time.original",
            "log.record.partial",
            "log.record.truncated");

    private FieldNames() {}

    /// The names of labels lose their dots: one Pod's label `app` and another's `app.kubernetes.io/name` cannot be in
    /// one index, text and object at once. What meets a field of ours is left out.
    static Map<String, String> of(Map<String, String> attributes) {
        Map<String, String> fields = new LinkedHashMap<>();
        attributes.forEach((attribute, value) -> {
            String name = name(attribute);
            if (OURS.stream().noneMatch(ours -> meets(name, ours))) {
                fields.putIfAbsent(name, value);
            }
        });
        return fields;
    }

    private static String name(String attribute) {
        return FREE.stream()
                .filter(attribute::startsWith)
                .findFirst()
                .map(prefix -> prefix + attribute.substring(prefix.length()).replace('.', '_'))
                .orElse(attribute);
    }

    private static boolean meets(String name, String other) {
        return name.equals(other) || name.startsWith(other + ".") || other.startsWith(name + ".");
    }
}
