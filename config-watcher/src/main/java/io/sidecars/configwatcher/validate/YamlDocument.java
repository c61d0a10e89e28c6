package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A YAML document. The position of an aliased value is that of its anchor.
record YamlDocument(Node root, JsonNode value) implements Document {
    @Override
    public Position positionOf(JsonPointer part) {
        return Position.of(find(part).getStartMark());
    }

    @Override
    public Position positionOfName(JsonPointer property) {
        Node parent = find(property.head());
        return parent instanceof MappingNode mapping
                ? Position.of(entry(mapping, property.last().getMatchingProperty())
                        .getKeyNode()
                        .getStartMark())
                : Position.UNKNOWN;
    }

    private Node find(JsonPointer pointer) {
        Node node = root;
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            node = switch (node) {
                case MappingNode mapping ->
                    entry(mapping, rest.getMatchingProperty()).getValueNode();
                case SequenceNode sequence -> sequence.getValue().get(rest.getMatchingIndex());
                default -> throw new IllegalArgumentException(pointer.toString());
            };
        }
        return node;
    }

    private static NodeTuple entry(MappingNode mapping, String name) {
        return mapping.getValue().stream()
                .filter(entry -> entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
