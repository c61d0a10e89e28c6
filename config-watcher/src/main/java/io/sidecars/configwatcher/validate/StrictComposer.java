package io.sidecars.configwatcher.validate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;

/// Composes nodes with limits on their depth and number, and finds duplicate keys before merge keys hide them.
final class StrictComposer extends Composer {
    private final ErrorCollector errors;
    private final Deque<Set<String>> keys = new ArrayDeque<>();
    private int depth;
    private int nodes;

    StrictComposer(LoadSettings settings, Parser parser, ErrorCollector errors) {
        super(settings, parser);
        this.errors = errors;
    }

    @Override
    protected Node composeScalarNode(Optional<Anchor> anchor, List<CommentLine> comments) {
        count(1);
        return super.composeScalarNode(anchor, comments);
    }

    @Override
    protected SequenceNode composeSequenceNode(Optional<Anchor> anchor) {
        enter();
        SequenceNode node = super.composeSequenceNode(anchor);
        depth--;
        return node;
    }

    @Override
    protected Node composeMappingNode(Optional<Anchor> anchor) {
        enter();
        keys.push(new HashSet<>());
        Node node = super.composeMappingNode(anchor);
        int written = keys.pop().size();
        if (node instanceof MappingNode merged) {
            count(Math.max(0, merged.getValue().size() - written));
        }
        depth--;
        return node;
    }

    @Override
    protected void composeMappingChildren(List<NodeTuple> children, MappingNode node) {
        super.composeMappingChildren(children, node);
        NodeTuple entry = children.getLast();
        if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
            refuseSelfMerge(entry);
        }
        if (entry.getKeyNode() instanceof ScalarNode key && !keys.element().add(key.getValue())) {
            errors.add(Position.of(key.getStartMark()), "duplicate key in this mapping");
        }
    }

    @Override
    protected Node composeKeyNode(MappingNode node) {
        Node key = super.composeKeyNode(node);
        if (!(key instanceof ScalarNode)) {
            throw new FatalParseException(Position.of(key.getStartMark()), "must have a scalar as the key");
        }
        return key;
    }

    /// Without this check, the composer of the library would loop forever.
    private static void refuseSelfMerge(NodeTuple entry) {
        Node value = entry.getValueNode();
        if (value.isRecursive()
                || (value instanceof SequenceNode list
                        && list.getValue().stream().anyMatch(Node::isRecursive))) {
            throw new FatalParseException(
                    Position.of(entry.getKeyNode().getStartMark()), "must not merge a mapping into itself");
        }
    }

    private void enter() {
        if (++depth > Syntax.DEEPEST) {
            throw new FatalParseException(Position.of(parser.peekEvent().getStartMark()), Syntax.LIMITS_EXCEEDED);
        }
        count(1);
    }

    private void count(int more) {
        TimeLimit.check();
        nodes += more;
        if (nodes > Syntax.MOST_VALUES) {
            throw new FatalParseException(Position.of(parser.peekEvent().getStartMark()), Syntax.LIMITS_EXCEEDED);
        }
    }
}
