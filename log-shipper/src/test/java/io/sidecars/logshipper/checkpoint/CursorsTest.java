package io.sidecars.logshipper.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CursorsTest {
    private static final GenerationId FILE = new GenerationId(1, 2);
    private static final Position POSITION = new Position(10, Fingerprint.EMPTY, 0);

    @Test
    void anOutputThatComesBackStartsAfresh() {
        Cursors cursors = new Cursors(List.of("a", "b"));
        cursors.acknowledge(FILE, "a", POSITION);
        cursors.acknowledge(FILE, "b", POSITION);

        cursors.outputs(List.of("a"));
        cursors.outputs(List.of("a", "b"));

        assertThat(cursors.get(FILE, "a").acknowledged()).isEqualTo(POSITION);
        assertThat(cursors.get(FILE, "b")).isEqualTo(Cursor.START);
    }

    @Test
    void whatAnEarlierRunHasSavedForARemovedOutputIsNotSavedAgain() {
        Cursors cursors = new Cursors(List.of("a"));
        Cursor cursor = new Cursor(POSITION, Long.MAX_VALUE);

        cursors.restore(FILE, Map.of("a", cursor, "removed", cursor));

        assertThat(cursors.of(FILE)).containsOnly(Map.entry("a", cursor));
    }

    @Test
    void nobodyWaitsForWhatIsWrittenOff() {
        Cursors cursors = new Cursors(List.of("a", "b"));
        cursors.acknowledge(FILE, "a", POSITION);
        cursors.writeOff(FILE, "b", 0);

        assertThat(cursors.settledByAll(FILE, 10)).isTrue();
        assertThat(cursors.settledByAll(FILE, 11)).isFalse();
    }
}
