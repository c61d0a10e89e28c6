package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.stream.Collectors;

/// Words the rule behind a keyword of JSON Schema, using text from the schema only, never from the content.
final class SchemaMessages {
    private SchemaMessages() {}

    static String rule(Error error) {
        JsonNode value = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "type" -> "must be of type " + list(value, " or ").replace("\"", "");
            case "enum" -> "must be one of " + list(value, ", ");
            case "const" -> "must be " + value;
            case "minimum" -> "must be at least " + value.asText();
            case "maximum" -> "must be at most " + value.asText();
            case "exclusiveMinimum" -> "must be more than " + value.asText();
            case "exclusiveMaximum" -> "must be less than " + value.asText();
            case "multipleOf" -> "must be a multiple of " + value.asText();
            case "minLength" -> "must have at least " + count(value, "character");
            case "maxLength" -> "must have at most " + count(value, "character");
            case "minItems" -> "must have at least " + count(value, "item");
            case "maxItems" -> "must have at most " + count(value, "item");
            case "minProperties" -> "must have at least " + count(value, "key");
            case "maxProperties" -> "must have at most " + count(value, "key");
            case "uniqueItems" -> "must not have two equal items";
            case "pattern" -> "must match " + value;
            case "format" -> "must be a valid " + value.asText();
            case "required" -> "must have the key \"" + error.getProperty() + "\"";
            case "additionalProperties", "unevaluatedProperties" -> "must not have this key";
            case "propertyNames" -> "must be a key that matches \"propertyNames\"";
            case "contains", "minContains", "maxContains" ->
                "must have the required number of items that match \"contains\"";
            case "oneOf" -> "must match exactly one alternative of \"oneOf\"";
            case "false" -> "must not be present";
            default -> "must satisfy \"" + error.getKeyword() + "\"";
        };
    }

    private static String list(JsonNode value, String separator) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::toString).collect(Collectors.joining(separator))
                : value.toString();
    }

    private static String count(JsonNode value, String noun) {
        return value.asText() + " " + noun + (value.asInt() == 1 ? "" : "s");
    }
}
