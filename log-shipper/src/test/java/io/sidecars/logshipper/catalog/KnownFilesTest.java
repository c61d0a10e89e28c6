package io.sidecars.logshipper.catalog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.Discovery.Found;
import io.sidecars.logshipper.checkpoint.Checkpoint;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.checkpoint.KnownFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KnownFilesTest {
    private static final Losses NO_LOSSES = new Losses() {
        @Override
        public void lost(String output, Reason reason, long bytes, String path, long from) {}

        @Override
        public void unknown(Reason reason, String path) {}
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /// Comparing every file with every known one would take millions of reads.
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void fiveHundredFilesAreRecognizedAmongTwentyThousandByContent() throws IOException {
        List<OpenFile> files = new ArrayList<>();
        Map<FileKey, Candidate> found = new LinkedHashMap<>();
        List<KnownFile> known = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Path path = Files.writeString(directory.resolve(i + ".log"), "line of " + i + "\n");
            Candidate candidate = new Candidate(
                    path,
                    FileKey.of(path),
                    Inputs.of(List.of(), List.of(), null),
                    new Root(directory, List.of()),
                    Files.size(path),
                    FileTime.fromMillis(0),
                    false);
            found.put(candidate.key(), candidate);
            files.add(OpenFile.open(candidate));
        }
        for (int i = 0; i < 20_000; i++) {
            known.add(known(i, "line of " + i + "\n"));
        }
        KnownFiles knownFiles = new KnownFiles(
                new CheckpointFile(directory),
                new Checkpoint(List.of(), known),
                new Cursors(List.of()),
                NO_LOSSES,
                InstantSource.system(),
                System::nanoTime);

        Map<OpenFile, GenerationId> recognized =
                knownFiles.recognize(files, new Found(found, Set.of(), Map.of(), 0), true);

        for (int i = 0; i < 500; i++) {
            assertThat(recognized).containsEntry(files.get(i), known.get(i).id());
            files.get(i).close();
        }
    }

    private static KnownFile known(int number, String content) {
        byte[] bytes = content.getBytes(US_ASCII);
        Fingerprint all = Fingerprint.of(bytes);
        return new KnownFile(
                new GenerationId(1, number), "gone", -1 - number, bytes.length, all, all, false, null, Map.of());
    }
}
