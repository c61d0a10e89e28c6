package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonPointer;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where and how a document breaks its schema. The messages of the library cannot be used, because they quote
/// values.
record SchemaError(Position position, String rule) {
    private static final String HIDDEN = "*";

    /// @param isKnown whether a name occurs in the schema and may be shown; any other could be a misplaced secret
    static SchemaError of(Error error, Document document, Predicate<String> isKnown) {
        String property = offendingName(error);
        JsonPointer part = pointer(error.getInstanceLocation(), property, name -> name);
        JsonPointer shown = pointer(error.getInstanceLocation(), property, name -> isKnown.test(name) ? name : HIDDEN);
        return new SchemaError(
                property == null ? document.positionOf(part) : document.positionOfName(part),
                (shown.matches() ? "" : shown + ": ")
                        + SchemaMessages.rule(error)
                        + alternative(error.getEvaluationPath()));
    }

    /// The library reports a forbidden name as an error of the enclosing object.
    private static @Nullable String offendingName(Error error) {
        return switch (error.getKeyword()) {
            case "additionalProperties", "unevaluatedProperties", "propertyNames" -> error.getProperty();
            default -> null;
        };
    }

    private static JsonPointer pointer(NodePath path, @Nullable String property, UnaryOperator<String> names) {
        JsonPointer pointer = JsonPointer.empty();
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = path.getElement(i) instanceof Integer index
                    ? pointer.appendIndex(index)
                    : pointer.appendProperty(names.apply(path.getName(i)));
        }
        return property == null ? pointer : pointer.appendProperty(names.apply(property));
    }

    /// If no alternative matches, the errors of all of them are reported. This tells which alternative an error
    /// belongs to.
    private static String alternative(NodePath evaluation) {
        for (int i = 1; i < evaluation.getNameCount(); i++) {
            String keyword = evaluation.getName(i - 1);
            if (evaluation.getElement(i) instanceof Integer index
                    && (keyword.equals("anyOf") || keyword.equals("oneOf"))) {
                return " (alternative " + (index + 1) + " of \"" + keyword + "\")";
            }
        }
        return "";
    }
}
