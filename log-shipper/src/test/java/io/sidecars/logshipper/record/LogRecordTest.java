package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogRecordTest {
    /// 2026-11-24T10:00:00Z
    private static final long TEN = 1_795_514_400_000_000_000L;

    private static final long HOUR = 3_600_000_000_000L;

    private final LogRecord record = new LogRecord();

    @Test
    void aPlausibleTimeIsTheRecordsOwn() {
        read("2026-11-24 09:59:00 a", 7);

        assertThat(record.ownTime()).isEqualTo(TEN - HOUR / 60);
        assertThat(record.time()).isEqualTo(TEN - HOUR / 60);
        assertThat(record.isTimeObserved()).isFalse();
    }

    @Test
    void aRecordWithoutATimeTakesThatOfTheRecordBefore() {
        read("a", 7);

        assertThat(record.ownTime()).isEqualTo(Fields.NO_TIME);
        assertThat(record.time()).isEqualTo(7);
        assertThat(record.isTimeObserved()).isFalse();
    }

    @Test
    void withoutAnyTimeTheTimeOfReadingIsUsed() {
        read("a", 0);

        assertThat(record.ownTime()).isEqualTo(Fields.NO_TIME);
        assertThat(record.time()).isEqualTo(TEN);
        assertThat(record.isTimeObserved()).isTrue();
    }

    @Test
    void anImplausibleTimeIsNotTheRecordsOwn() {
        for (String time : new String[] {"2026-11-24 10:10:01", "2026-11-24 08:59:59"}) {
            read(time, 7);

            assertThat(record.ownTime()).isEqualTo(Fields.NO_TIME);
            assertThat(record.time()).isEqualTo(TEN);
            assertThat(record.isTimeObserved()).isTrue();
        }
    }

    @Test
    void withoutAParserTheTimeOfReadingIsUsed() {
        read("2026-11-24 09:59:00 a", 7, null);

        assertThat(record.ownTime()).isEqualTo(Fields.NO_TIME);
        assertThat(record.time()).isEqualTo(TEN);
        assertThat(record.isTimeObserved()).isTrue();
    }

    private void read(String text, long previous) {
        read(text, previous, new TextParser(ZoneOffset.UTC));
    }

    private void read(String text, long previous, @Nullable Parser parser) {
        byte[] bytes = text.getBytes(UTF_8);
        Source source = new Source(new GenerationId(1, 2), Path.of("/logs/app.log"), parser, TEN, TEN - HOUR);
        record.begin(source, previous, bytes, 0, bytes.length, 0, bytes.length + 1, Completeness.COMPLETE);
    }
}
