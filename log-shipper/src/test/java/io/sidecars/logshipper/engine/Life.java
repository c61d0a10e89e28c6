package io.sidecars.logshipper.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// The bytes of a file from their creation to their destruction. Every line is unique and says whose it is.
final class Life {
    private static final String TAGS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private final String tag;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private int lines;

    /// @param number of lives before it; equal first bytes are as rare as there are tags
    Life(int number) {
        tag = String.valueOf(TAGS.charAt(number % TAGS.length()));
    }

    int size() {
        return bytes.length;
    }

    byte[] add(byte[] more) {
        written.writeBytes(more);
        bytes = written.toByteArray();
        return more;
    }

    /// A line that no other life of a file contains. It has this length, or that of its number if that is longer.
    String line(int length) {
        String number = tag + lines++;
        StringBuilder text = new StringBuilder(number);
        while (text.length() < length) {
            text.append(' ').append(number);
        }
        text.setLength(Math.max(length, number.length()));
        return text.toString();
    }

    /// Some lines that are so many bytes together; the last one lacks its end if there is no room for it.
    byte[] lines(int size) {
        StringBuilder text = new StringBuilder();
        while (size - text.length() > 24) {
            text.append(line(8)).append('\n');
        }
        int rest = size - text.length();
        text.append(line(rest - 1));
        if (text.length() < size) {
            text.append('\n');
        }
        text.setLength(size);
        return text.toString().getBytes(US_ASCII);
    }

    boolean endsInALine() {
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    }

    /// The offset after the last complete line.
    int endOfLines() {
        return endOfLines(bytes.length);
    }

    int endOfLines(int before) {
        int end = before;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    boolean beginsLike(Life other, int length) {
        return bytes.length >= length && Arrays.equals(bytes, 0, length, other.bytes, 0, length);
    }

    /// Whether the bytes at this offset are this record: a whole line, or a piece of one.
    boolean has(String text, int offset, boolean partial) {
        int end = offset + text.length();
        return end + (partial ? 0 : 1) <= bytes.length
                && (partial || bytes[end] == '\n')
                && text.indexOf('\n') < 0
                && new String(bytes, offset, text.length(), US_ASCII).equals(text);
    }

    @Override
    public String toString() {
        return "life " + tag;
    }
}
