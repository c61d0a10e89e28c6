package io.sidecars.logshipper.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void loadsWhatWasSaved() throws IOException {
        new CheckpointFile(directory).save(List.of(file(1), file(2)));

        assertThat(new CheckpointFile(directory).load()).containsExactly(file(1), file(2));
    }

    @Test
    void fallsBackToTheOneBeforeWhenTheLastIsDamaged() throws IOException {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(List.of(file(1)));
        checkpoint.save(List.of(file(2)));

        for (String damage : List.of("", "garbage", "{\"version\":2}\n{}\n")) {
            Files.writeString(directory.resolve("checkpoint.json"), damage);
            assertThat(checkpoint.load()).as(damage).containsExactly(file(1));
        }
    }

    @Test
    void detectsASingleChangedByte() throws IOException {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(List.of(file(1)));
        Path path = directory.resolve("checkpoint.json");

        Files.writeString(path, Files.readString(path).replace("\"offset\":1", "\"offset\":7"));

        assertThat(checkpoint.load()).isEmpty();
    }

    @Test
    void survivesACrashBetweenTheTwoRenames() throws IOException {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(List.of(file(1)));

        Files.move(directory.resolve("checkpoint.json"), directory.resolve("checkpoint.previous.json"));

        assertThat(checkpoint.load()).containsExactly(file(1));
    }

    @Test
    void knowsNothingBeforeTheFirstSave() {
        assertThat(new CheckpointFile(directory).load()).isEmpty();
    }

    private static KnownFile file(int n) {
        return new KnownFile(
                new GenerationId(n, -n),
                "/logs/app.log",
                n,
                100,
                new Fingerprint(10, -1L),
                n == 1 ? null : Instant.EPOCH,
                Map.of("out", new Position(n, new Fingerprint(n, n))));
    }
}
