package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file of any kind, held by a descriptor: it stays the same file whatever becomes of its name. It is not open
/// for reading, so a FIFO or a device notices nothing.
final class Descriptor implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path PARENT = Path.of("..");

    private final int number;
    private final Path path;
    private final Stat stat;

    /// @param path what messages call it
    private Descriptor(int directory, Path name, Path path) throws IOException {
        this.number = CLibrary.open(directory, name, CLibrary.PATH_ONLY | CLibrary.NO_FOLLOW, path);
        this.path = path;
        boolean complete = false;
        try {
            this.stat = Stat.of(link());
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /// The directory `/`.
    static Descriptor slash() throws IOException {
        Path slash = Path.of("/");
        return new Descriptor(CLibrary.NO_DIRECTORY, slash, slash);
    }

    /// What has this name in the directory. A symbolic link is not followed.
    Descriptor child(Path name) throws IOException {
        return new Descriptor(number, name, path.resolve(name));
    }

    /// The directory above the directory.
    Descriptor parent() throws IOException {
        return new Descriptor(number, PARENT, path.resolve(PARENT));
    }

    /// The file as it was when it got this descriptor.
    Stat stat() {
        return stat;
    }

    FileKey key() {
        return stat.key();
    }

    /// What has this name in the directory now. A symbolic link is not followed.
    Stat look(Path name) throws IOException {
        return Stat.of(link().resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /// Where the symbolic link of this name leads.
    Path target(Path name) throws IOException {
        return Files.readSymbolicLink(link().resolve(name));
    }

    /// The names in the directory.
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    DirectoryStream<Path> list() throws IOException {
        try {
            return Files.newDirectoryStream(link());
        } catch (FileSystemException e) {
            throw named(e);
        }
    }

    /// Opens the file for reading. It is this file, and not another one that has its name now. The first of the
    /// two descriptors is opened without waiting; while it is open, no program can get a lease that would make
    /// the second one wait.
    FileChannel read() throws IOException {
        int reading = CLibrary.open(CLibrary.NO_DIRECTORY, link(), CLibrary.NON_BLOCKING, path);
        try {
            return FileChannel.open(link(reading), StandardOpenOption.READ);
        } catch (FileSystemException e) {
            throw named(e);
        } finally {
            CLibrary.close(reading);
        }
    }

    @Override
    public void close() {
        CLibrary.close(number);
    }

    private FileSystemException named(FileSystemException e) {
        return e instanceof AccessDeniedException
                ? new AccessDeniedException(path.toString())
                : new FileSystemException(path.toString(), null, e.getReason());
    }

    private Path link() {
        return link(number);
    }

    private static Path link(int descriptor) {
        return DESCRIPTORS.resolve(Integer.toString(descriptor));
    }
}
