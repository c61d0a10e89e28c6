package io.sidecars.logshipper.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Handles eight bytes at a time in one `long` (SIMD within a register). The first byte is the lowest.
///
/// A test of eight bytes returns *marks*: the high bit of each byte that passes. These methods have at most 35
/// bytes of bytecode, so that the JVM's client compiler inlines them.
public final class Swar {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    private static final long NIBBLES = 0x000F000F000F000FL;
    private static final long TWOS = ONES * ('"' ^ ' ');
    private static final long BACKSLASHES = ONES * '\\';
    /// Added to the low seven bits of a byte, it sets the high bit if the byte is larger than a space.
    private static final long ABOVE_SPACE = ONES * (0x7F - ' ');

    private Swar() {}

    public static long get(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /// The bytes of `[from, to)`, fewer than eight, padded with spaces.
    public static long last(byte[] bytes, int from, int to) {
        long word = ONES * ' ';
        for (int i = to - 1; i >= from; i--) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return word;
    }

    public static void set(byte[] bytes, int index, long word) {
        LONGS.set(bytes, index, word);
    }

    /// Marks the bytes that must be escaped in a JSON string: quotes, backslashes and control characters.
    public static long escaped(long word) {
        return ~plain(word) & HIGH_BITS;
    }

    /// Sets the high bit of each byte that JSON does not escape. Quotes and spaces are swapped first, so that one
    /// comparison finds both quotes and control characters.
    private static long plain(long word) {
        return ((((word ^ TWOS) & LOW_BITS) + ABOVE_SPACE) & (((word ^ BACKSLASHES) & LOW_BITS) + LOW_BITS)) | word;
    }

    /// Marks spaces and control characters.
    private static long blanks(long word) {
        return ~(((word & LOW_BITS) + ABOVE_SPACE) | word) & HIGH_BITS;
    }

    /// The index of the first space or control character in `[from, to)`, or -1.
    public static int indexOfBlank(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = blanks(get(bytes, i));
            if (found != 0) {
                return i + first(found);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] >= 0 && bytes[i] <= ' ') {
                return i;
            }
        }
        return -1;
    }

    /// Marks the bytes that are not ASCII.
    public static long beyondAscii(long word) {
        return word & HIGH_BITS;
    }

    /// The eight hexadecimal digits of a number.
    public static long hex(int number) {
        long bytes = Integer.reverseBytes(number) & 0xFFFFFFFFL;
        bytes = (bytes | bytes << 16) & 0x0000FFFF0000FFFFL;
        bytes = (bytes | bytes << 8) & 0x00FF00FF00FF00FFL;
        long digits = (bytes >>> 4 & NIBBLES) | (bytes & NIBBLES) << 8;
        long letters = (digits + ONES * 6) >>> 4 & ONES;
        return digits + ONES * '0' + letters * ('a' - '9' - 1);
    }

    /// The index in the word, 0 to 7, of the first marked byte; there must be one. The JVM's client compiler would
    /// compile `Long.numberOfTrailingZeros` to a loop.
    public static int first(long marks) {
        return (int) ((((marks & -marks) >>> 7) * 0x0001020304050607L) >>> 56);
    }

    /// The index of the first occurrence of an ASCII character in `[from, to)`, or -1.
    public static int indexOf(char ascii, byte[] bytes, int from, int to) {
        long wanted = ascii * ONES;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = get(bytes, i) ^ wanted;
            long found = (word - ONES)
                    & ~word
                    & HIGH_BITS; // the first mark is exact: a borrow affects only the bytes after it
            if (found != 0) {
                return i + first(found);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == ascii) {
                return i;
            }
        }
        return -1;
    }
}
