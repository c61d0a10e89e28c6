package io.sidecars.logshipper.output.elasticsearch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names of resource attributes in a document. A dot in a name makes an object of the part before it.
final class FieldNames {
    /// After these prefixes comes the name of a label or an annotation.
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

    /// Dots in names of labels become underscores. Otherwise one Pod's label `app` would be text, and the label
    /// `app.kubernetes.io/name` of another would make it an object, which an index cannot have.
    ///
    /// An attribute that collides with a field of the record is left out.
    static Map<String, String> of(Map<String, String> attributes) {
        Map<String, String> fields = new LinkedHashMap<>();
        attributes.forEach((attribute, value) -> {
            String name = name(attribute);
            if (OURS.stream().noneMatch(ours -> collidesWith(name, ours))) {
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

    private static boolean collidesWith(String name, String other) {
        return name.equals(other) || name.startsWith(other + ".") || other.startsWith(name + ".");
    }
}
