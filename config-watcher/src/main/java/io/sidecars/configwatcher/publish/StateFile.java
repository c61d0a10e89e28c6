package io.sidecars.configwatcher.publish;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file beside the published versions that keeps the watcher's state. It survives a restart of the
/// container, but not the Pod. Its name begins with `..`, so readers of the configuration ignore it.
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

    /// The state file in the published directory.
    public StateFile(Path directory) {
        this(directory, new Disk());
    }

    /// The state that was written last; an empty one if the file is missing or damaged.
    ///
    /// @throws UnusableStateException if this user must not read it
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
        } catch (AccessDeniedException e) {
            throw new UnusableStateException(file
                    + " cannot be read by this user, and without it a rejected version could be told again:"
                    + " run config-watcher as the user that wrote it, or set publish.path to another directory");
        } catch (IOException e) {
            report(e);
            return SavedState.NOTHING;
        }
    }

    /// Replaces the file in one step.
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
                    .log("state file is damaged, starting without it");
        }
    }
}
