package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonPointer;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a document does not fit its schema, and how. The library's own messages are of no use here: they quote values.
record SchemaError(Position place, String rule) {
    private static final String HIDDEN = "*";

    /// @param isKnown names that may be shown: any other could be a secret in the wrong place
    static SchemaError of(Error error, Document document, Predicate<String> isKnown) {
        String property = offendingName(error);
        JsonPointer part = pointer(error.getInstanceLocation(), property, name -> name);
        JsonPointer shown = pointer(error.getInstanceLocation(), property, name -> isKnown.test(name) ? name : HIDDEN);
        return new SchemaError(
                property == null ? document.place(part) : document.name(part),
                (shown.matches() ? "" : shown + ": ") + SchemaMessages.rule(error) + alternative(error.getEvaluationPath()));
    }

    /// The library tells of a name that must not be there as an error of the object around it.
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

    /// All alternatives are told of where none fits: this says which one a rule belongs to.
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
