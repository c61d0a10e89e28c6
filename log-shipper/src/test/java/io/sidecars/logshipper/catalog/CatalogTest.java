package io.sidecars.logshipper.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogTest {
    private static final Losses NO_LOSSES = new Losses() {
        @Override
        public void lost(String output, Reason reason, long bytes, String path, long from) {
            throw new AssertionError(reason);
        }

        @Override
        public void unknown(Reason reason, String path) {
            throw new AssertionError(reason);
        }
    };

    private final List<Integer> publishedAtFsync = new ArrayList<>();
    private final long nanos = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /// Otherwise a pipeline could send records whose ids a crash would forget.
    @Test
    void aNewGenerationIsDurableBeforeAPipelineCanSeeIt() throws Exception {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Catalog[] catalog = new Catalog[1];
        CheckpointFile file = new CheckpointFile(directory.resolve("state"), (channel, _) -> {
            channel.force(true);
            publishedAtFsync.add(catalog[0].generations().size());
        });
        catalog[0] = catalog(file);

        Files.writeString(logs.resolve("app.log"), "one\n");
        catalog[0].step();

        assertThat(catalog[0].generations()).hasSize(1);
        assertThat(publishedAtFsync).as("the file, then its directory").containsExactly(0, 0);
        assertThat(file.load().files())
                .extracting(known -> known.id())
                .containsExactly(catalog[0].generations().getFirst().id());
    }

    private Catalog catalog(CheckpointFile file) throws IOException {
        Path yaml = Files.writeString(directory.resolve("config.yaml"), """
                inputs: [{include: %1$s/logs/*.log}]
                state: {directory: %1$s/state}
                outputs: [{name: out, type: stdout}]
                """.formatted(directory));
        Config config = new ConfigFile(yaml, Map.of(), Set.of()).read();
        Cursors cursors = new Cursors(List.of("out"));
        KnownFiles known =
                new KnownFiles(file, Checkpoint.EMPTY, cursors, NO_LOSSES, InstantSource.system(), () -> nanos);
        ClosedFiles closed = ClosedFiles.load(directory.resolve("state"), Checkpoint.EMPTY, System::nanoTime);
        return new Catalog(config, Set.of(), cursors, known, closed, NO_LOSSES, () -> nanos, 100);
    }
}
