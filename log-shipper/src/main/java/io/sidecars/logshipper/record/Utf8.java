package io.sidecars.logshipper.record;

import io.sidecars.logshipper.bytes.Swar;

/// Well-formed byte sequences of UTF-8 (Unicode, table 3-7).
public final class Utf8 {
    private Utf8() {}

    /// The length of the well-formed sequence of two to four bytes that starts at `at`, or 0 if none starts there.
    static int sequenceLength(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length = announcedLength(lead);
        if (length < 2 || at + length > to) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if (!isContinuation(bytes[at + i])) {
                return 0;
            }
        }
        return length;
    }

    /// The index of the first byte in `[from, to)` that does not start a well-formed sequence, or `to`.
    public static int firstMalformed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            i = firstBeyondAscii(bytes, i, to);
            while (i < to && bytes[i] < 0) {
                int length = sequenceLength(bytes, i, to);
                if (length == 0) {
                    return i;
                }
                i += length;
            }
        }
        return to;
    }

    /// The index of the first byte in `[from, to)` that is not ASCII, or `to`.
    public static int firstBeyondAscii(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = Swar.beyondAscii(Swar.get(bytes, i));
            if (found != 0) {
                return i + Swar.first(found);
            }
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /// The largest index in `(from, index]` at which no sequence is split. In malformed text too, the two parts
    /// have the same malformed bytes as the whole.
    public static int cut(byte[] bytes, int from, int index) {
        int at = index - 1;
        while (at > from && at > index - 3 && isContinuation(bytes[at])) {
            at--;
        }
        return at > from && at + announcedLength(bytes[at] & 0xFF) > index ? at : index;
    }

    private static int announcedLength(int lead) {
        return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }
}
