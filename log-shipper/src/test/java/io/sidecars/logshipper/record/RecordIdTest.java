package io.sidecars.logshipper.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordIdTest {
    private static final GenerationId GENERATION = new GenerationId(1, 2);

    @Test
    void isTheSameForTheSameBytesOfTheSameGeneration() {
        assertThat(RecordId.of(GENERATION, 10, 20)).isEqualTo(RecordId.of(new GenerationId(1, 2), 10, 20));
    }

    @Test
    void differsIfAnythingDiffers() {
        Set<RecordId> ids = new HashSet<>();
        for (int start = 0; start < 300; start++) {
            for (int end = start + 1; end < 301; end++) {
                assertThat(ids.add(RecordId.of(GENERATION, start, end))).isTrue();
            }
        }
        assertThat(ids).doesNotContain(RecordId.of(new GenerationId(1, 3), 10, 20));
    }

    /// Receivers have stored these ids. If they changed with an upgrade, a record that is sent again would be a
    /// duplicate.
    @Test
    void neverChangesFromOneVersionToTheNext() {
        assertThat(RecordId.of(GENERATION, 10, 20)).isEqualTo(new RecordId(0xfc71f3f2d0282c87L, 0xd5936420e013318bL));
    }
}
