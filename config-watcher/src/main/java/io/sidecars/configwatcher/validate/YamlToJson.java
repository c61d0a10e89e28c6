package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Converts YAML to JSON with the types of the core schema; a scalar with a custom tag becomes a string. Aliases
/// are expanded, so the limit applies to the resulting values of all documents of a text together, not to the
/// nodes.
final class YamlToJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private int count;

    YamlDocument document(Node root) {
        return new YamlDocument(root, value(root, 1));
    }

    private JsonNode value(Node node, int depth) {
        if (++count > Syntax.MOST_VALUES || depth > Syntax.DEEPEST + 1) {
            throw new FatalParseException(Position.of(node.getStartMark()), Syntax.LIMITS_EXCEEDED);
        }
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = JSON.objectNode();
                for (NodeTuple entry : mapping.getValue()) {
                    object.set(((ScalarNode) entry.getKeyNode()).getValue(), value(entry.getValueNode(), depth + 1));
                }
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.getValue().forEach(item -> array.add(value(item, depth + 1)));
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IllegalStateException(node.getNodeType().toString());
        };
    }

    private static JsonNode scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        boolean isNumber = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        if (isNumber && text.length() > Syntax.MOST_DIGITS) {
            throw new FatalParseException(Position.of(node.getStartMark()), Syntax.LIMITS_EXCEEDED);
        }
        try {
            if (isNumber) {
                return tag.equals(Tag.INT) ? integer(text) : JSON.numberNode(real(text));
            } else if (tag.equals(Tag.BOOL)) {
                return JSON.booleanNode(text.equalsIgnoreCase("true"));
            } else {
                return tag.equals(Tag.NULL) ? JSON.nullNode() : JSON.textNode(text);
            }
        } catch (NumberFormatException e) {
            throw new FatalParseException(Position.of(node.getStartMark()), "must be a number, as its tag says");
        }
    }

    /// Chooses the smallest type, as Jackson does, because nodes of different types are never equal.
    private static JsonNode integer(String text) {
        BigInteger number = text.startsWith("0x")
                ? new BigInteger(text.substring(2), 16)
                : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        if (number.bitLength() < Integer.SIZE) {
            return JSON.numberNode(number.intValue());
        }
        return number.bitLength() < Long.SIZE ? JSON.numberNode(number.longValue()) : JSON.numberNode(number);
    }

    private static double real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case ".nan" -> Double.NaN;
            case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
