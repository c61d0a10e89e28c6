package io.sidecars.configwatcher.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.Readme;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The README's state diagram has the states and transitions of [TargetState], and its outcomes are those of
/// versions.
class StateDiagramTest {
    private static final Pattern EDGE = Pattern.compile("(?m)^ *(\\w+) --> (\\w+): \\S");

    private final Readme readme = Readme.read();

    @Test
    void theTransitionsAreThoseOfTheCode() {
        List<String> edges = new ArrayList<>();
        for (TargetState state : TargetState.values()) {
            state.next().forEach(next -> edges.add(state.text() + " --> " + next.text()));
        }

        assertThat(EDGE.matcher(diagram()).results().map(edge -> edge.group(1) + " --> " + edge.group(2)))
                .containsExactlyInAnyOrderElementsOf(edges);
    }

    @Test
    void aTargetStartsInTheFirstStateOfTheDiagram() {
        assertThat(diagram()).contains("[*] --> " + TargetState.WAITING.text() + "\n");
    }

    @Test
    void theOutcomesAreThoseOfTheCode() {
        assertThat(readme.names("outcome"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(VersionOutcome.values())
                        .map(VersionOutcome::text)
                        .toList());
    }

    private String diagram() {
        return readme.blocks("mermaid").getFirst();
    }
}
