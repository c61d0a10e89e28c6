package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Holds documents to a JSON Schema.
final class JsonSchema {
    private final Schema schema;
    private final Set<String> names = new HashSet<>();

    /// @throws InvalidConfigException with one sentence if the file cannot be read or is no schema
    JsonSchema(Path path) {
        SchemaFile file = new SchemaFile(path);
        Document document = file.read();
        schema = file.compile(document);
        addNames(document.value());
    }

    private void addNames(JsonNode node) {
        node.fieldNames().forEachRemaining(names::add);
        node.forEach(this::addNames);
    }

    void check(Document document, ErrorCollector flaws) {
        List<SchemaError> violations = new ArrayList<>();
        try {
            // No more than can be told: to find a place takes time.
            schema.validate(document.value()).stream()
                    .limit(ErrorCollector.MOST)
                    .forEach(error -> violations.add(SchemaError.of(error, document, names::contains)));
        } catch (RuntimeException | StackOverflowError e) {
            // A number without bounds, or a schema that refers to itself without end. The message may quote a value.
            flaws.add(Position.UNKNOWN, "must be something that the schema can be applied to");
        }
        violations.sort(Comparator.comparing(SchemaError::place));
        violations.forEach(violation -> flaws.add(violation.place(), violation.rule()));
    }
}
