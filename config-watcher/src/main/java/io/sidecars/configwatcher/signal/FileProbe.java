package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.files.Entry;
import io.sidecars.configwatcher.files.LeavesException;
import io.sidecars.configwatcher.files.Place;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads the version from the first line of a file that the app writes. The app could put a pipe there, or a link to
/// a file that only config-watcher can read: neither is opened.
record FileProbe(Path file) implements Probe {
    private static final int LONGEST = 1 << 10;

    @Override
    public ProbeResult run(@Nullable String told) {
        try (Entry entry = Place.open(file)) {
            return entry.kind() == Entry.Kind.FILE
                    ? Probe.firstLine(new String(entry.read(LONGEST), UTF_8), file.toString())
                    : new ProbeResult.Unknown(file + " is not a file");
        } catch (NoSuchFileException e) {
            return new ProbeResult.Runs(null, file + " does not exist yet");
        } catch (LeavesException e) {
            return new ProbeResult.Unknown(file + " is a link that leads out of its directory");
        } catch (IOException e) {
            return new ProbeResult.Unknown(file + " cannot be read");
        }
    }
}
