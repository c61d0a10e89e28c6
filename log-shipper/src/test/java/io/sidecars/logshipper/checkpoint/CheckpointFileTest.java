package io.sidecars.logshipper.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void loadsWhatWasSaved() throws Exception {
        new CheckpointFile(directory).save(checkpoint(1, 2));

        assertThat(new CheckpointFile(directory).load()).isEqualTo(checkpoint(1, 2));
    }

    @Test
    void fallsBackToTheOneBeforeWhenTheLastIsDamaged() throws Exception {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(checkpoint(1));
        checkpoint.save(checkpoint(2));

        for (String damage : List.of("", "garbage", "{\"version\":1}\n{}\n")) {
            Files.writeString(directory.resolve("checkpoint.json"), damage);
            assertThat(checkpoint.load()).as(damage).isEqualTo(checkpoint(1));
        }
    }

    @Test
    void detectsASingleChangedByte() throws Exception {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(checkpoint(1));
        Path path = directory.resolve("checkpoint.json");

        Files.writeString(path, Files.readString(path).replace("\"offset\":1", "\"offset\":7"));

        assertThatThrownBy(checkpoint::load)
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessage(path + ": its checksum is wrong");
    }

    @Test
    void aTimeThatCannotBeReadIsDamage() throws Exception {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(checkpoint(1));
        Path path = directory.resolve("checkpoint.json");
        String body = Files.readAllLines(path).get(1).replace("\"files\":[{", "\"files\":[{\"missingSince\":\"\",");
        CRC32C checksum = new CRC32C();
        checksum.update(body.getBytes(UTF_8));
        Files.writeString(path, "{\"version\":2,\"crc32c\":\"%08x\"}\n%s\n".formatted(checksum.getValue(), body));

        assertThatThrownBy(checkpoint::load)
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageNotContaining("checksum");
    }

    /// As after a rollback of the image. The one before may be readable, but is out of date.
    @Test
    void refusesWhatANewerVersionHasWritten() throws Exception {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(checkpoint(1));
        checkpoint.save(checkpoint(2));
        Path path = directory.resolve("checkpoint.json");
        String newer = "{\"version\":3,\"anything\":[1]}\nanything\n";
        Files.writeString(path, newer);

        assertThatThrownBy(checkpoint::load)
                .isInstanceOf(UnusableStateException.class)
                .hasMessageStartingWith(path + " was written by a newer version of log-shipper (format 3")
                .hasMessageContaining("run the newer version again, or set state.directory to another directory");

        Files.delete(path);
        Files.writeString(directory.resolve("checkpoint.previous.json"), newer);
        assertThatThrownBy(checkpoint::load).isInstanceOf(UnusableStateException.class);
    }

    @Test
    void survivesACrashBetweenTheTwoRenames() throws Exception {
        CheckpointFile checkpoint = new CheckpointFile(directory);
        checkpoint.save(checkpoint(1));

        Files.move(directory.resolve("checkpoint.json"), directory.resolve("checkpoint.previous.json"));

        assertThat(checkpoint.load()).isEqualTo(checkpoint(1));
    }

    /// After a power failure, a rename that was not flushed can be gone, or its file can be empty.
    @Test
    void flushesTheNewFileBeforeItReplacesTheOldOneAndTheDirectoryAfterwards() throws Exception {
        Path current = directory.resolve("checkpoint.json");
        new CheckpointFile(directory).save(checkpoint(1));
        String old = Files.readString(current);
        List<Path> flushed = new ArrayList<>();
        CheckpointFile checkpoint = new CheckpointFile(directory, (_, path) -> {
            flushed.add(path);
            if (flushed.size() == 1) {
                assertThat(current).as("not replaced yet").hasContent(old);
                assertThat(Files.readString(path)).as("written completely").endsWith("}\n");
            } else {
                assertThat(Files.readString(current)).as("replaced").isNotEqualTo(old);
            }
        });

        checkpoint.save(checkpoint(2));

        assertThat(flushed).containsExactly(directory.resolve("checkpoint.next.json"), directory);
    }

    @Test
    void knowsNothingBeforeTheFirstSave() throws Exception {
        assertThat(new CheckpointFile(directory).load()).isEqualTo(Checkpoint.EMPTY);
    }

    private static Checkpoint checkpoint(int... files) {
        return new Checkpoint(
                List.of("out"),
                IntStream.of(files).mapToObj(CheckpointFileTest::file).toList());
    }

    private static KnownFile file(int n) {
        return new KnownFile(
                new GenerationId(n, -n),
                "/logs/app.log",
                n,
                100,
                new Fingerprint(10, -1L),
                new Fingerprint(64, n),
                n == 2,
                n == 1 ? null : Instant.EPOCH,
                Map.of("out", new Cursor(new Position(n, new Fingerprint(n, n), n), n == 1 ? Long.MAX_VALUE : 50)));
    }
}
