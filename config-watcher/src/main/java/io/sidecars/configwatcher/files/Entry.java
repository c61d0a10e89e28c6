package io.sidecars.configwatcher.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An entry of a directory, open: what it is cannot change any more, whatever its name leads to next. Opening
/// follows no link and waits for no writer of a pipe.
public final class Entry implements AutoCloseable {
    /// What an entry is.
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        /// A pipe, a socket or a device.
        OTHER
    }

    /// Identifies a file while it is open.
    public record Identity(long device, long inode) {}

    private static final int NO_DIRECTORY = -1;
    private static final int TYPE = 0xf000;

    private final int descriptor;
    private final Kind kind;
    private final Identity identity;
    private final long size;

    private Entry(int descriptor) throws IOException {
        this.descriptor = descriptor;
        Map<String, Object> attributes = Files.readAttributes(path(), "unix:mode,dev,ino,size");
        this.kind = kind((int) number(attributes, "mode"));
        this.identity = new Identity(number(attributes, "dev"), number(attributes, "ino"));
        this.size = number(attributes, "size");
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) Objects.requireNonNull(attributes.get(name), name)).longValue();
    }

    private static Kind kind(int mode) {
        return switch (mode & TYPE) {
            case 0x8000 -> Kind.FILE;
            case 0x4000 -> Kind.DIRECTORY;
            case 0xa000 -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    static Entry root() throws IOException {
        return open(NO_DIRECTORY, "/");
    }

    /// The entry of this directory that has this name.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    public Entry child(String name) throws IOException {
        return open(descriptor, name);
    }

    private static Entry open(int directory, String name) throws IOException {
        int descriptor = Libc.look(directory, name);
        try {
            return new Entry(descriptor);
        } catch (IOException | RuntimeException e) {
            Libc.close(descriptor);
            throw e;
        }
    }

    /// The kernel's own link to what is open.
    private Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /// Where this directory is at present. Its path may lead elsewhere next.
    public Path location() throws IOException {
        return Files.readSymbolicLink(path());
    }

    public Kind kind() {
        return kind;
    }

    public Identity identity() {
        return identity;
    }

    /// Where this link points to, as it is written.
    public String target() throws IOException {
        return Libc.target(descriptor, "");
    }

    /// The names in this directory, in order.
    ///
    /// @param most the list ends after one more name than this
    public List<String> names(int most) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path())) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
                if (names.size() > most) {
                    break;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    /// The first bytes of this file.
    public byte[] read(int most) throws IOException {
        try (InputStream in = Files.newInputStream(path())) {
            byte[] expected = new byte[(int) Math.min(size, most)];
            int read = in.readNBytes(expected, 0, expected.length);
            if (read < expected.length) {
                return Arrays.copyOf(expected, read);
            }
            byte[] more = in.readNBytes(most - read); // it has grown since it was opened
            if (more.length == 0) {
                return expected;
            }
            byte[] whole = Arrays.copyOf(expected, read + more.length);
            System.arraycopy(more, 0, whole, read, more.length);
            return whole;
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
