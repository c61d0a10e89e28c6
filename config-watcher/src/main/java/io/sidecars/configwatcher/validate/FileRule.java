package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Checks;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FilenameUtils;
import org.jspecify.annotations.Nullable;

/// A rule that is ready to be applied to files.
record FileRule(String keys, Syntax syntax, @Nullable JsonSchema schema) {
    static FileRule of(Checks.Rule rule) {
        Syntax syntax = switch (rule.format()) {
            case YAML -> new YamlSyntax();
            case JSON -> new JsonSyntax();
            case PROPERTIES -> new PropertiesSyntax();
        };
        return new FileRule(rule.keys(), syntax, rule.schema() == null ? null : new JsonSchema(rule.schema()));
    }

    boolean isFor(String key) {
        return FilenameUtils.wildcardMatch(key, keys);
    }

    /// The schema applies to a text that is well formed only.
    List<ValidationError> findings(String key, String text) {
        List<ValidationError> findings = new ArrayList<>();
        ErrorCollector flaws = ErrorCollector.of(key, findings);
        List<Document> documents = syntax.read(text, flaws);
        if (schema != null && findings.isEmpty()) {
            if (documents.isEmpty()) {
                flaws.add(Position.UNKNOWN, "must hold what the schema asks for, but is empty");
            }
            documents.forEach(document -> schema.check(document, flaws));
        }
        return findings;
    }
}
