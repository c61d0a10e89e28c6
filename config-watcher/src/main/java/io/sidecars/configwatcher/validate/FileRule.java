package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Checks;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FilenameUtils;
import org.jspecify.annotations.Nullable;

/// A configured rule with its parser and its compiled schema.
record FileRule(String keys, Syntax syntax, @Nullable JsonSchema schema) {
    static FileRule of(Checks.Rule rule) {
        Syntax syntax = switch (rule.format()) {
            case YAML -> new YamlSyntax();
            case JSON -> new JsonSyntax();
            case PROPERTIES -> new PropertiesSyntax();
        };
        return new FileRule(rule.keys(), syntax, rule.schema() == null ? null : new JsonSchema(rule.schema()));
    }

    boolean appliesTo(String key) {
        return FilenameUtils.wildcardMatch(key, keys);
    }

    /// Validates against the schema only if the text is well formed.
    List<ValidationError> validate(String key, String text) {
        List<ValidationError> errors = new ArrayList<>();
        ErrorCollector collector = ErrorCollector.of(key, errors);
        List<Document> documents = syntax.parse(text, collector);
        if (schema != null && errors.isEmpty()) {
            if (documents.isEmpty()) {
                collector.add(Position.UNKNOWN, "must not be empty, because it has a schema");
            }
            documents.forEach(document -> schema.validate(document, collector));
        }
        return errors;
    }
}
