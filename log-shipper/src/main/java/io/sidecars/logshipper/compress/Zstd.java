package io.sidecars.logshipper.compress;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Compresses bodies with zstd (RFC 8878), in the system's libzstd. Bodies pass through in chunks, so that little
/// memory outside the heap is needed: the context, which is reused, and two chunks.
@SuppressWarnings("restricted") // allowed in the manifest and on the command line of the image
public final class Zstd implements Compressor {
    public static final String LIBRARY = "libzstd.so.1";

    private static final int CHUNK = 64 << 10;
    // From the stable API in zstd.h.
    private static final int COMPRESSION_LEVEL = 100;
    private static final int SESSION_ONLY = 1;
    private static final int CONTINUE = 0;
    private static final int END = 2;
    /// A buffer of libzstd: its address, its size, and how many bytes are used.
    private static final MemoryLayout BUFFER = MemoryLayout.structLayout(ADDRESS, JAVA_LONG, JAVA_LONG);

    private static final long SIZE = ADDRESS.byteSize();
    private static final long USED = SIZE + JAVA_LONG.byteSize();

    private final Arena arena = Arena.ofShared();
    private final SymbolLookup library;
    private final MethodHandle isError;
    private final MethodHandle reset;
    private final MethodHandle pledge;
    private final MethodHandle compress;
    private final MemorySegment context;
    private final MemorySegment source;
    private final MemorySegment in;
    private final MemorySegment target;
    private final MemorySegment out;
    private byte[] compressed = {};
    private int length;

    /// @param level 1 to 9
    /// @throws IllegalArgumentException if the system has no [#LIBRARY]
    public Zstd(int level) {
        library = SymbolLookup.libraryLookup(LIBRARY, Arena.global()); // never unloaded: it frees the context
        isError = function("ZSTD_isError", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        reset = function("ZSTD_CCtx_reset", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
        pledge = function("ZSTD_CCtx_setPledgedSrcSize", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG));
        compress =
                function("ZSTD_compressStream2", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
        context = context();
        MethodHandle set =
                function("ZSTD_CCtx_setParameter", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT));
        long _ = call(() -> (long) set.invokeExact(context, COMPRESSION_LEVEL, level));
        source = arena.allocate(CHUNK);
        in = buffer(source);
        target = arena.allocate(CHUNK);
        out = buffer(target);
    }

    /// Whether the system has the library.
    public static boolean isAvailable(String library) {
        try (Arena arena = Arena.ofConfined()) {
            return SymbolLookup.libraryLookup(library, arena)
                    .find("ZSTD_compressStream2")
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public synchronized ByteBuffer compress(ByteBuffer... body) {
        int bodySize = 0;
        for (ByteBuffer piece : body) {
            bodySize += piece.remaining();
        }
        long total = bodySize;
        compressed = new byte[Math.max(512, bodySize / 4)];
        length = 0;
        long _ = call(() -> (long) reset.invokeExact(context, SESSION_ONLY));
        long _ = call(() -> (long) pledge.invokeExact(context, total));
        for (ByteBuffer piece : body) {
            MemorySegment content = MemorySegment.ofBuffer(piece);
            for (long from = 0; from < content.byteSize(); from += CHUNK) {
                long size = Math.min(CHUNK, content.byteSize() - from);
                MemorySegment.copy(content, from, source, 0, size);
                add(size, CONTINUE);
            }
        }
        add(0, END);
        return ByteBuffer.wrap(compressed, 0, length);
    }

    @Override
    public synchronized void close() {
        arena.close();
    }

    private void add(long size, int directive) {
        in.set(JAVA_LONG, SIZE, size);
        in.set(JAVA_LONG, USED, 0);
        boolean more = true;
        while (more) {
            out.set(JAVA_LONG, USED, 0);
            long left = call(() -> (long) compress.invokeExact(context, out, in, directive));
            take((int) out.get(JAVA_LONG, USED));
            more = directive == END ? left > 0 : in.get(JAVA_LONG, USED) < size;
        }
    }

    private void take(int bytes) {
        if (compressed.length - length < bytes) {
            compressed = Arrays.copyOf(compressed, 2 * compressed.length + bytes);
        }
        MemorySegment.copy(target, 0, MemorySegment.ofArray(compressed), length, bytes);
        length += bytes;
    }

    private MemorySegment context() {
        MethodHandle create = function("ZSTD_createCCtx", FunctionDescriptor.of(ADDRESS));
        MethodHandle free = function("ZSTD_freeCCtx", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        try {
            return ((MemorySegment) create.invokeExact()).reinterpret(arena, created -> free(free, created));
        } catch (Throwable e) {
            throw new IllegalStateException("libzstd cannot be called", e);
        }
    }

    private static void free(MethodHandle free, MemorySegment context) {
        try {
            long _ = (long) free.invokeExact(context);
        } catch (Throwable e) {
            throw new IllegalStateException("libzstd cannot be called", e);
        }
    }

    private MemorySegment buffer(MemorySegment memory) {
        MemorySegment buffer = arena.allocate(BUFFER);
        buffer.set(ADDRESS, 0, memory);
        buffer.set(JAVA_LONG, SIZE, memory.byteSize());
        return buffer;
    }

    @FunctionalInterface
    private interface Call {
        long run() throws Throwable;
    }

    private long call(Call function) {
        try {
            long result = function.run();
            if ((int) isError.invokeExact(result) != 0) {
                throw new IllegalStateException("libzstd failed with code " + -result);
            }
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libzstd cannot be called", e);
        }
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }
}
