package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sidecars.logshipper.record.Utf8;
import java.util.Arrays;

/// The bytes of a batch as they go over the wire: grows, and is used again after a reset.
public final class WireBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    /// The largest growth of one input byte: a control character becomes six.
    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes;
    private int length;

    public WireBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public void reset() {
        length = 0;
    }

    /// The backing array; valid from 0 to [#length].
    public byte[] array() {
        return bytes;
    }

    public WireBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    public WireBuffer put(byte[] source, int from, int to) {
        require(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    public WireBuffer put(char ascii) {
        require(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    public WireBuffer putDecimal(long number) {
        return put(Long.toString(number).getBytes(US_ASCII));
    }

    /// Decimal digits, with leading zeros.
    WireBuffer putDigits(long number, int digits) {
        require(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /// The bytes so far.
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /// Sixteen digits.
    public WireBuffer putHex(long number) {
        require(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(int) (number >>> shift) & 15];
        }
        return this;
    }

    /// A JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD, one for one.
    public WireBuffer putJson(byte[] source, int from, int to) {
        require((to - from) * LONGEST_ESCAPE + 2);
        bytes[length++] = '"';
        int i = from;
        while (i < to) {
            int run = i;
            while (run < to && isPlain(source[run])) {
                run++;
            }
            System.arraycopy(source, i, bytes, length, run - i);
            length += run - i;
            i = run < to ? putSpecial(source, run, to) : run;
        }
        bytes[length++] = '"';
        return this;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    private int putSpecial(byte[] source, int at, int to) {
        byte b = source[at];
        if (b < 0) {
            int sequence = Utf8.sequenceLength(source, at, to);
            byte[] from = sequence == 0 ? REPLACEMENT : source;
            int count = sequence == 0 ? REPLACEMENT.length : sequence;
            System.arraycopy(from, sequence == 0 ? 0 : at, bytes, length, count);
            length += count;
            return at + Math.max(1, sequence);
        }
        bytes[length++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[length++] = b;
            case '\t' -> bytes[length++] = 't';
            case '\r' -> bytes[length++] = 'r';
            case '\n' -> bytes[length++] = 'n';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[b >>> 4];
                bytes[length++] = HEX[b & 15];
            }
        }
        return at + 1;
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
