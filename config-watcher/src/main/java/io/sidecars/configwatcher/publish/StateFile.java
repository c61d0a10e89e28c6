package io.sidecars.configwatcher.publish;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file beside the published versions that outlives the watcher's process, but not the Pod. Its name begins with
/// `..`, so whoever reads the configuration passes over it.
public final class StateFile {
    private static final Logger log = LoggerFactory.getLogger(StateFile.class);
    private static final int LARGEST = 1 << 20;

    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Path file;
    private final Disk disk;
    private boolean reported;

    StateFile(Path directory, Disk disk) {
        this.file = directory.resolve("..state.json");
        this.disk = disk;
    }

    /// The memory in the directory where is published.
    public StateFile(Path directory) {
        this(directory, new Disk());
    }

    /// What was written last. It is only a memory: where it is missing or damaged, there is none.
    public SavedState read() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new IOException("it is larger than " + LARGEST + " bytes");
            }
            SavedState read = json.readValue(content, SavedState.class);
            if (read == null) {
                throw new IOException("it is null");
            }
            return read;
        } catch (NoSuchFileException e) {
            return SavedState.NOTHING;
        } catch (IOException e) {
            report(e);
            return SavedState.NOTHING;
        }
    }

    /// Replaces what was written before, in one step.
    public void write(SavedState saved) throws IOException {
        byte[] content = json.writeValueAsBytes(saved);
        if (content.length > LARGEST) {
            throw new IOException(file + " would be larger than " + LARGEST + " bytes");
        }
        disk.replace(file, temporary -> disk.file(temporary, content));
    }

    private void report(IOException problem) {
        if (!reported) {
            reported = true;
            log.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("problem", problem.getClass().getSimpleName())
                    .log("the memory of earlier versions is damaged, starting without it");
        }
    }
}
