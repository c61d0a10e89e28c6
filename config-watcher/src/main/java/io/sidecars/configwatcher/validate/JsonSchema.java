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

/// Validates documents against a JSON Schema.
final class JsonSchema {
    private final Schema schema;
    private final Set<String> names = new HashSet<>();

    /// @throws InvalidConfigException with one sentence if the file cannot be read or is not a schema
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

    void validate(Document document, ErrorCollector errors) {
        List<SchemaError> found = new ArrayList<>();
        try {
            // Limited before the positions are looked up, because each lookup parses the text again.
            schema.validate(document.value()).stream()
                    .limit(ErrorCollector.MOST)
                    .forEach(error -> found.add(SchemaError.of(error, document, names::contains)));
        } catch (RuntimeException | StackOverflowError e) {
            // An infinite number, or a schema that refers to itself endlessly. The message may quote a value.
            errors.add(Position.UNKNOWN, "cannot be validated against the schema");
        }
        found.sort(Comparator.comparing(SchemaError::position));
        found.forEach(error -> errors.add(error.position(), error.rule()));
    }
}
