package io.sidecars.logshipper.catalog;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/// The two calls of the C library that the Java library lacks: opening a name below a directory's descriptor
/// with flags of the caller's choice, and closing the descriptor. Linux only.
@SuppressWarnings("restricted") // allowed in the manifest and on the command line of the image
final class CLibrary {
    /// Names a file without opening it: no FIFO is waited for, no device is touched, no permission to read is
    /// needed.
    static final int PATH_ONLY = 0x20_0000;
    /// A symbolic link is opened itself (with [#PATH_ONLY]) or refused.
    static final int NO_FOLLOW = noFollow();
    /// Opening waits neither for a FIFO's writer nor for the holder of a lease.
    static final int NON_BLOCKING = 0x800;

    private static final int CLOSE_ON_EXEC = 0x8_0000;
    /// Names are relative to the working directory, which an absolute name does not need.
    static final int NO_DIRECTORY = -100;

    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENAMETOOLONG = 36;

    private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPENAT = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("openat"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(3),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("close"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private CLibrary() {}

    /// The one flag of these whose number depends on the processor.
    private static int noFollow() {
        return Set.of("aarch64", "arm", "ppc64", "ppc64le").contains(System.getProperty("os.arch", ""))
                ? 0x8000
                : 0x2_0000;
    }

    /// Opens a name, read-only.
    ///
    /// @param directory a descriptor, or [#NO_DIRECTORY]
    /// @param path what an exception names
    /// @return a descriptor
    static int open(int directory, Path name, int flags, Path path) throws FileSystemException {
        byte[] bytes = bytes(name);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
            MemorySegment state = arena.allocate(STATE);
            int descriptor = (int) OPENAT.invokeExact(state, directory, text, flags | CLOSE_ON_EXEC, 0);
            if (descriptor < 0) {
                throw problem(state.get(JAVA_INT, ERRNO), path.toString());
            }
            return descriptor;
        } catch (FileSystemException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("openat cannot be called", e);
        }
    }

    /// Never fails: what was open for reading has nothing left to write.
    static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close cannot be called", e);
        }
    }

    private static FileSystemException problem(int errno, String path) {
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(path);
            case EACCES -> new AccessDeniedException(path);
            case ENOTDIR -> new NotDirectoryException(path);
            case EAGAIN -> new FileSystemException(path, null, "another program holds a lease on it");
            case ENFILE, EMFILE -> new FileSystemException(path, null, "too many open files");
            case ENAMETOOLONG -> new FileSystemException(path, null, "the name is too long");
            default -> new FileSystemException(path, null, "cannot be opened, error " + errno);
        };
    }

    /// The bytes of a name. Not every name is text in the charset of the system; a URI has its bytes.
    private static byte[] bytes(Path name) {
        String text = name.toString();
        if (text.indexOf('\uFFFD') < 0) {
            return text.getBytes(NAMES);
        }
        String escaped = name.toUri().getRawPath().replaceFirst("/$", "");
        escaped = name.isAbsolute() ? escaped : escaped.substring(escaped.lastIndexOf('/') + 1);
        byte[] bytes = new byte[escaped.length()];
        int length = 0;
        for (int i = 0; i < escaped.length(); i++) {
            boolean isEscape = escaped.charAt(i) == '%';
            bytes[length++] = (byte) (isEscape ? Integer.parseInt(escaped, i + 1, i + 3, 16) : escaped.charAt(i));
            i += isEscape ? 2 : 0;
        }
        return Arrays.copyOf(bytes, length);
    }
}
