package io.sidecars.configwatcher.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/// The functions of libc that open an entry of a directory without following a link and without waiting for the
/// writer of a pipe. The JDK has no such call.
final class Libc {
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private static final int O_PATH = 0x20_0000;
    private static final int O_CLOEXEC = 0x8_0000;
    /// Linux gives this flag another number on these architectures.
    private static final int O_NOFOLLOW =
            Set.of("aarch64", "arm", "ppc64", "ppc64le").contains(System.getProperty("os.arch")) ? 0x8000 : 0x2_0000;

    private static final int MAX_TARGET = 4096;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPENAT =
            function("openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle READLINKAT =
            function("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Libc() {}

    /// Opens an entry only to look at it: a link is not followed, and a pipe or a device is not opened itself.
    ///
    /// @param directory a descriptor; ignored if the name is absolute
    /// @return a descriptor
    static int look(int directory, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(name, StandardCharsets.UTF_8);
            return (int) call(
                    name, state -> (int) OPENAT.invokeExact(state, directory, path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
        }
    }

    /// The text of the link that this descriptor is open on.
    static String target(int link, String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment itself = arena.allocateFrom("");
            MemorySegment text = arena.allocate(MAX_TARGET);
            long length =
                    call(name, state -> (long) READLINKAT.invokeExact(state, link, itself, text, (long) MAX_TARGET));
            byte[] bytes = text.asSlice(0, length).toArray(JAVA_BYTE);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static void close(int descriptor) {
        try {
            long _ = call("", state -> (int) CLOSE.invokeExact(state, descriptor));
        } catch (IOException e) {
            throw new IllegalStateException("descriptor " + descriptor + " is not open", e);
        }
    }

    @FunctionalInterface
    private interface Call {
        long run(MemorySegment state) throws Throwable;
    }

    private static long call(String name, Call function) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = run(function, state);
            if (result < 0) {
                throw problem(name, (int) ERRNO.get(state, 0L));
            }
            return result;
        }
    }

    private static long run(Call function, MemorySegment state) {
        try {
            return function.run(state);
        } catch (Throwable e) {
            throw new IllegalStateException("a libc function cannot be called", e);
        }
    }

    private static IOException problem(String name, int errno) {
        return switch (errno) {
            case ENOENT, ENOTDIR -> new NoSuchFileException(name);
            case EACCES -> new AccessDeniedException(name);
            default -> new FileSystemException(name, null, "error " + errno);
        };
    }

    @SuppressWarnings("restricted") // enabled by the manifest of the jar and by the command line of the image
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }
}
