package io.sidecars.logshipper.rules;

/// What the escape sequences of a text stand for: its first level is the text decoded once, the next one is that
/// level decoded once more, as readers of JSON within a JSON string see it. A level without an escape sequence
/// is the last one. Reused for one text after the other.
final class DecodedTexts {
    /// JSON in JSON in JSON.
    static final int MAX = 3;
    /// A longer text does not keep its memory.
    private static final int LASTING = 1 << 20;

    private final byte[][] levels = new byte[MAX][0];
    private final int[] lengths = new int[MAX];
    private int count;

    /// Decodes a text. The levels are valid until the next call.
    void begin(byte[] text, int from, int to) {
        count = 0;
        byte[] source = text;
        int start = from;
        int end = to;
        while (count < MAX) {
            int escape = Escapes.next(source, start, end);
            if (escape == end) {
                return;
            }
            int length = decode(source, start, end, escape);
            source = levels[count];
            start = 0;
            end = length;
            lengths[count] = length;
            count++;
        }
    }

    /// How many levels there are, 0 if the text has no escape sequence.
    int count() {
        return count;
    }

    /// Holds a level, 1 to [#count], from 0 to its length.
    byte[] bytes(int level) {
        return levels[level - 1];
    }

    int length(int level) {
        return lengths[level - 1];
    }

    private int decode(byte[] source, int from, int to, int firstEscape) {
        byte[] into = room(to - from);
        int length = 0;
        int copied = from;
        int escape = firstEscape;
        while (escape < to) {
            System.arraycopy(source, copied, into, length, escape - copied);
            length += escape - copied;
            copied = Escapes.end(source, escape, to);
            length = put(Escapes.codePoint(source, escape, copied), into, length);
            escape = Escapes.next(source, copied, to);
        }
        System.arraycopy(source, copied, into, length, to - copied);
        return length + to - copied;
    }

    /// No escape sequence is shorter than the character that it encodes.
    private byte[] room(int length) {
        byte[] present = levels[count];
        if (present.length < length || (present.length > LASTING && length <= LASTING)) {
            levels[count] = new byte[length <= LASTING ? Math.min(LASTING, length + (length >> 1)) : length];
        }
        return levels[count];
    }

    private static int put(int point, byte[] into, int at) {
        int length = Escapes.length(point);
        switch (length) {
            case 1 -> into[at] = (byte) point;
            case 2 -> {
                into[at] = (byte) (0xC0 | point >> 6);
                into[at + 1] = last(point);
            }
            case 3 -> {
                into[at] = (byte) (0xE0 | point >> 12);
                into[at + 1] = last(point >> 6);
                into[at + 2] = last(point);
            }
            default -> {
                into[at] = (byte) (0xF0 | point >> 18);
                into[at + 1] = last(point >> 12);
                into[at + 2] = last(point >> 6);
                into[at + 3] = last(point);
            }
        }
        return at + length;
    }

    private static byte last(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
