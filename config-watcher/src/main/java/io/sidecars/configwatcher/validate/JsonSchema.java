package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
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
            schema.validate(context(), document.value(), OutputFormat.DEFAULT).stream()
                    .limit(ErrorCollector.MOST)
                    .forEach(error -> found.add(SchemaError.of(error, document, names::contains)));
        } catch (TimeLimit.OverException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // An infinite number, or a schema that refers to itself endlessly. The message may quote a value.
            errors.add(Position.UNKNOWN, "cannot be validated against the schema");
        }
        found.sort(Comparator.comparing(SchemaError::position));
        found.forEach(error -> errors.add(error.position(), error.rule()));
    }

    private BoundedContext context() {
        return new BoundedContext(schema.createExecutionContext().getExecutionConfig());
    }
}
