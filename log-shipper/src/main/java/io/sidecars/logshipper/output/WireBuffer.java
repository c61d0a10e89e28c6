package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.bytes.Swar;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.Slice;
import java.util.Arrays;

/// The encoded bytes of a batch. Grows as needed and is reused after a reset.
public final class WireBuffer {
    /// Digits of the largest long.
    private static final int MAX_DIGITS = 19;
    /// Divides a non-negative int by 100 with a multiplication: the JVM's client compiler would emit a division.
    private static final long HUNDREDTH = 0x51EB851FL;

    private static final int HUNDREDTH_SHIFT = 37;
    /// The digits from 00 to 99.
    private static final byte[] PAIRS = pairs();
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    /// Two quotes, eight escapes of the longest kind, and a whole word of which only a part may count.
    private static final int ROOM = 2 + 6 * Long.BYTES + Long.BYTES;
    /// The character after the backslash; 0 for characters that are escaped in digits.
    private static final byte[] LETTERS = letters();

    private byte[] bytes;
    private int length;
    private final int capacity;

    public WireBuffer(int capacity) {
        this.capacity = capacity;
        bytes = new byte[capacity];
    }

    /// Constant text as bytes.
    public static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    public int length() {
        return length;
    }

    /// Empties the buffer, and releases memory that an unusually large record needed.
    public void reset() {
        length = 0;
        if (bytes.length > 2 * capacity) {
            bytes = new byte[capacity];
        }
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

    /// The lowest eight bits.
    public WireBuffer putByte(int bits) {
        require(1);
        bytes[length++] = (byte) bits;
        return this;
    }

    /// A number as digits.
    public WireBuffer putDecimal(long number) {
        if (number < 0) {
            return put(Long.toString(number).getBytes(US_ASCII));
        }
        int digits = 1;
        for (long least = 10; digits < MAX_DIGITS && number >= least; least *= 10) {
            digits++;
        }
        return putDigits(number, digits);
    }

    /// Decimal digits, with leading zeros.
    public WireBuffer putDigits(long number, int digits) {
        require(digits);
        int at = length + digits;
        long rest = number;
        while (rest > Integer.MAX_VALUE && at - length >= 2) {
            long hundreds = rest / 100;
            at = putPair((int) (rest - hundreds * 100), at);
            rest = hundreds;
        }
        int small = (int) rest; // half the cost of a long
        while (at - length >= 2) {
            int hundreds = (int) ((small * HUNDREDTH) >>> HUNDREDTH_SHIFT);
            at = putPair(small - hundreds * 100, at);
            small = hundreds;
        }
        if (at > length) {
            bytes[at - 1] = (byte) ('0' + small % 10);
        }
        length += digits;
        return this;
    }

    private int putPair(int pair, int end) {
        bytes[end - 1] = PAIRS[2 * pair + 1];
        bytes[end - 2] = PAIRS[2 * pair];
        return end - 2;
    }

    private static byte[] letters() {
        byte[] letters = new byte[0x80];
        letters['"'] = '"';
        letters['\\'] = '\\';
        letters['\n'] = 'n';
        letters['\r'] = 'r';
        letters['\t'] = 't';
        return letters;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    /// Removes everything after this many bytes.
    public void cut(int at) {
        length = at;
    }

    /// The bytes so far.
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /// Sixteen digits.
    public WireBuffer putHex(long number) {
        require(2 * Long.BYTES);
        Swar.set(bytes, length, Swar.hex((int) (number >>> Integer.SIZE)));
        Swar.set(bytes, length + Long.BYTES, Swar.hex((int) number));
        length += 2 * Long.BYTES;
        return this;
    }

    /// A Protobuf varint of up to ten bytes.
    public WireBuffer putVarint(long number) {
        require(10);
        length = varint(number, length);
        return this;
    }

    /// Eight bytes, the lowest first.
    public WireBuffer putFixed64(long number) {
        require(Long.BYTES);
        Swar.set(bytes, length, number);
        length += Long.BYTES;
        return this;
    }

    /// Begins a Protobuf field that is preceded by its length.
    ///
    /// @return for [#close]
    public int open() {
        require(1);
        return length++;
    }

    /// Fills in the length, as short as possible: content of more than 127 bytes is moved to make room for it.
    public void close(int opened) {
        int from = opened + 1;
        int inside = length - from;
        int more = (31 - Integer.numberOfLeadingZeros(inside | 1)) / 7;
        if (more > 0) {
            require(more);
            System.arraycopy(bytes, from, bytes, from + more, inside);
        }
        varint(inside, opened);
        length += more;
    }

    private int varint(long number, int at) {
        int next = at;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /// A JSON string, quotes included, of text that is UTF-8.
    public WireBuffer putJson(byte[] source, int from, int to) {
        require(to - from + ROOM);
        bytes[length] = '"';
        int at = length + 1;
        for (int i = from; i < to; i += Long.BYTES) {
            long word = i <= to - Long.BYTES ? Swar.get(source, i) : Swar.last(source, i, to);
            Swar.set(bytes, at, word);
            long escaped = Swar.escaped(word);
            if (escaped != 0) {
                at += escape(word, escaped, at);
                length = at;
                require(to - i + ROOM);
            }
            at += Math.min(Long.BYTES, to - i);
        }
        bytes[at] = '"';
        length = at + 1;
        return this;
    }

    /// Replaces characters of the word at the index by their escapes.
    ///
    /// @param escaped what [Swar#escaped] says of it
    /// @return how many bytes longer it is now
    private int escape(long word, long escaped, int index) {
        int at = index;
        for (long left = escaped; left != 0; left &= left - 1) {
            int place = Swar.first(left);
            long rest = word >>> (place * Byte.SIZE);
            int b = (int) rest & 0xFF;
            byte letter = LETTERS[b];
            bytes[at + place] = '\\';
            if (letter == 0) {
                Swar.set(bytes, at + place + 6, rest >>> Byte.SIZE);
                bytes[at + place + 1] = 'u';
                bytes[at + place + 2] = '0';
                bytes[at + place + 3] = '0';
                bytes[at + place + 4] = HEX[b >>> 4];
                bytes[at + place + 5] = HEX[b & 15];
                at += 5;
            } else {
                Swar.set(bytes, at + place + 1, (rest & ~0xFFL) | letter);
                at++;
            }
        }
        return at - index;
    }

    /// A JSON string, quotes included.
    public WireBuffer putJson(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return putJson(utf8, 0, utf8.length);
    }

    /// The JSON value of what a parser found, on one line. Line ends between the tokens of the original become
    /// spaces, because receivers end a record at a line end.
    public WireBuffer putJson(Slice value) {
        switch (value.kind()) {
            case TEXT -> putJson(value.bytes(), value.from(), value.to());
            case JSON_STRING ->
                put('"').put(value.bytes(), value.from(), value.to()).put('"');
            case JSON -> {
                int from = length;
                put(value.bytes(), value.from(), value.to());
                for (int i = from; i < length; i++) {
                    bytes[i] = bytes[i] == '\n' || bytes[i] == '\r' ? (byte) ' ' : bytes[i];
                }
            }
        }
        return this;
    }

    /// A member of a JSON object, after a comma or an opening brace.
    public WireBuffer putMember(char before, String name, String value) {
        return put(before).putJson(name).put(':').putJson(value);
    }

    /// A JSON object with all listed fields.
    public WireBuffer putJson(Fields fields) {
        put('{');
        for (int i = 0; i < fields.size(); i++) {
            Slice name = fields.name(i);
            if (i > 0) {
                put(',');
            }
            put('"').put(name.bytes(), name.from(), name.to()).put('"').put(':').putJson(fields.value(i));
        }
        return put('}');
    }

    private void require(int more) {
        if (bytes.length - length < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, length + more));
    }
}
