package io.sidecars.logshipper.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes of an array at a time, as a word whose lowest byte is the first. What is said of them are marks: the
/// high bit of each byte of which it is true. What is asked of each word is so small (35 bytes of bytecode) that the
/// JVM's client compiler makes no calls of it.
public final class Swar {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    private static final long NIBBLES = 0x000F000F000F000FL;
    private static final long TWOS = ONES * ('"' ^ ' ');
    private static final long BACKSLASHES = ONES * '\\';
    /// Added to the low bits of a byte, it sets the high one of what is larger than a space.
    private static final long ABOVE_SPACE = ONES * (0x7F - ' ');

    private Swar() {}

    public static long get(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /// The fewer than eight bytes of `[from, to)`, and spaces.
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

    /// Marks what JSON escapes in a string: quotes, backslashes, control characters.
    public static long escaped(long word) {
        return ~plain(word) & HIGH_BITS;
    }

    /// With the high bit of each byte that JSON does not escape. A quote is taken for a space and a space for a quote,
    /// so that one comparison finds quotes and control characters.
    private static long plain(long word) {
        return ((((word ^ TWOS) & LOW_BITS) + ABOVE_SPACE) & (((word ^ BACKSLASHES) & LOW_BITS) + LOW_BITS)) | word;
    }

    /// Marks the bytes of UTF-8 that are not ASCII.
    public static long beyondAscii(long word) {
        return word & HIGH_BITS;
    }

    /// Eight hexadecimal digits.
    public static long hex(int number) {
        long bytes = Integer.reverseBytes(number) & 0xFFFFFFFFL;
        bytes = (bytes | bytes << 16) & 0x0000FFFF0000FFFFL;
        bytes = (bytes | bytes << 8) & 0x00FF00FF00FF00FFL;
        long digits = (bytes >>> 4 & NIBBLES) | (bytes & NIBBLES) << 8;
        long letters = (digits + ONES * 6) >>> 4 & ONES;
        return digits + ONES * '0' + letters * ('a' - '9' - 1);
    }

    /// The index in the word of the first byte that is marked, if any is. The JVM's client compiler makes a loop of
    /// `Long.numberOfTrailingZeros`.
    public static int first(long marks) {
        return (int) ((((marks & -marks) >>> 7) * 0x0001020304050607L) >>> 56);
    }

    /// The index of the first such byte in `[from, to)`, or -1.
    public static int indexOf(char ascii, byte[] bytes, int from, int to) {
        long wanted = ascii * ONES;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = get(bytes, i) ^ wanted;
            long found = (word - ONES) & ~word & HIGH_BITS; // the first is right: borrows only run upwards
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
