package io.sidecars.logshipper.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.record.RecordId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
    private static final int RECORDS = 1_000_000;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.99, 1})
    void keepsTheShareThatItIsAskedFor(double rate) {
        Sampling sampling = new Sampling(rate);

        int kept = 0;
        for (int n = 0; n < RECORDS; n++) {
            kept += sampling.keeps(id(n)) ? 1 : 0;
        }

        assertThat(kept / (double) RECORDS).isEqualTo(rate, offset(rate == 0 || rate == 1 ? 0 : 0.01 * rate));
    }

    @Test
    void keepsTheSameRecordsInEveryOutputAndReplay() {
        for (int n = 0; n < 10_000; n++) {
            assertThat(new Sampling(0.3).keeps(id(n))).isEqualTo(new Sampling(0.3).keeps(id(n)));
        }
    }

    @Test
    void keepsAtAHigherRateWhatALowerRateKeeps() {
        Sampling few = new Sampling(0.01);
        Sampling more = new Sampling(0.1);
        int kept = 0;
        for (int n = 0; n < 100_000; n++) {
            if (few.keeps(id(n))) {
                kept++;
                assertThat(more.keeps(id(n))).isTrue();
            }
        }
        assertThat(kept).isPositive();
    }

    /// If a release chose other records, log-shipper would send other records after an upgrade than before.
    @Test
    void neverChangesFromOneVersionToTheNext() {
        assertThat(new Sampling(0.5).keeps(new RecordId(0, Long.MAX_VALUE))).isTrue();
        assertThat(new Sampling(0.5).keeps(new RecordId(0, Long.MIN_VALUE))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void rejectsARateThatIsNotFrom0To1(double rate) {
        assertThatThrownBy(() -> new Sampling(rate)).hasMessage("must be a number from 0 to 1");
    }

    private static RecordId id(int n) {
        return RecordId.of(new GenerationId(1, 2), n * 100L, n * 100L + 100);
    }
}
