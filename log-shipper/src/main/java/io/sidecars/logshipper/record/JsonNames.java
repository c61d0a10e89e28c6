package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Normalizes member names that contain escapes, so that equal names have equal bytes: only characters that need
/// an escape keep one. The result is in a buffer that is reused after [#reset].
final class JsonNames {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private byte[] buffer = {};
    private int length;

    void reset() {
        length = 0;
    }

    /// @param from the index after the opening quote of a well-formed name
    /// @param to the index of its closing quote
    void read(byte[] bytes, int from, int to, Slice into) {
        require(to - from);
        int start = length;
        int at = from;
        while (at < to) {
            if (bytes[at] != '\\') {
                buffer[length++] = bytes[at++];
            } else if (bytes[at + 1] != 'u') {
                putCodePoint(shortEscape(bytes[at + 1]));
                at += 2;
            } else {
                int point = Json.codePoint(bytes, at, to);
                putCodePoint(point);
                at += Character.charCount(point) * 6;
            }
        }
        into.set(buffer, start, length, Kind.JSON_STRING);
    }

    private static int shortEscape(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    private void putCodePoint(int point) {
        if (point == '"' || point == '\\') {
            buffer[length++] = '\\';
            buffer[length++] = (byte) point;
        } else if (point < ' ') {
            putControl(point);
        } else if (point < 0x80) {
            buffer[length++] = (byte) point;
        } else if (point < 0x800) {
            buffer[length++] = (byte) (0xC0 | (point >>> 6));
            putContinuation(point);
        } else if (point < 0x10000) {
            buffer[length++] = (byte) (0xE0 | (point >>> 12));
            putContinuation(point >>> 6);
            putContinuation(point);
        } else {
            buffer[length++] = (byte) (0xF0 | (point >>> 18));
            putContinuation(point >>> 12);
            putContinuation(point >>> 6);
            putContinuation(point);
        }
    }

    private void putContinuation(int bits) {
        buffer[length++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void putControl(int point) {
        buffer[length++] = '\\';
        buffer[length++] = 'u';
        buffer[length++] = '0';
        buffer[length++] = '0';
        buffer[length++] = HEX[point >>> 4];
        buffer[length++] = HEX[point & 15];
    }

    /// A normalized name is at most three times as long as written: a short escape of a control character (`\b`)
    /// grows from two to six bytes, everything else does not grow. Names that were read before keep the old
    /// buffer.
    private void require(int written) {
        if (buffer.length - length < written * 3) {
            buffer = new byte[Math.max(buffer.length * 2, written * 3)];
            length = 0;
        }
    }
}
