package io.sidecars.logshipper.catalog;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Discovery.Found;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnidentifiedFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private UnidentifiedFiles files;

    @BeforeEach
    void create() {
        Losses none = new Losses() {
            @Override
            public void lost(String output, Reason reason, long bytes, String path, long from) {}

            @Override
            public void unknown(Reason reason, String path) {}
        };
        files = new UnidentifiedFiles(
                new KnownFiles(
                        new CheckpointFile(directory),
                        Checkpoint.EMPTY,
                        new Cursors(List.of()),
                        none,
                        InstantSource.system(),
                        System::nanoTime),
                new FileLog(System::nanoTime));
    }

    @Test
    void anEmptyFileIsKeptAsLongAsItHasAName() throws IOException {
        Candidate empty = candidate("");
        assertThat(files.open(empty)).isTrue();

        assertThat(files.forgetUseless(found(empty))).isFalse();
        assertThat(files.get(empty.key())).isNotNull();

        assertThat(files.forgetUseless(found())).isTrue();
        assertThat(files.get(empty.key())).isNull();
    }

    /// As a stale handle of a network file system: the name may lead to the bytes again.
    @Test
    void aFileThatCannotBeLookedAtAnyMoreIsOpenedAgain() throws IOException {
        Candidate candidate = candidate("line\n");
        files.open(candidate);
        requireNonNull(files.get(candidate.key())).close();

        assertThat(files.identify(found(candidate), true, 0)).isEmpty();
        assertThat(files.unreadable()).isOne();
        assertThat(files.forgetUseless(found(candidate))).isTrue();
        assertThat(files.get(candidate.key())).isNull();

        assertThat(files.open(candidate)).isTrue();
        assertThat(files.identify(found(candidate), true, 0)).hasSize(1);
        assertThat(files.unreadable()).isZero();
    }

    private Candidate candidate(String content) throws IOException {
        Path path = Files.writeString(directory.resolve("app.log"), content);
        return new Candidate(
                path,
                FileKey.of(path),
                Inputs.of(List.of(), List.of(), null),
                new Root(directory, List.of()),
                content.length(),
                FileTime.fromMillis(0),
                false);
    }

    private static Found found(Candidate... candidates) {
        return candidates.length == 0
                ? new Found(Map.of(), Set.of(), Map.of(), 0)
                : new Found(Map.of(candidates[0].key(), candidates[0]), Set.of(), Map.of(), 0);
    }
}
