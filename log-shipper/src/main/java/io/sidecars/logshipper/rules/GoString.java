package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Parses a string literal in double quotes as Go's `%q` writes it.
final class GoString {
    private final String literal;
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private int next = 1;

    private GoString(String literal) {
        this.literal = literal;
    }

    /// @throws IllegalArgumentException if the text is not such a literal; the message says why
    static String unquote(String literal) {
        if (literal.length() < 2 || !literal.startsWith("\"") || !literal.endsWith("\"")) {
            throw new IllegalArgumentException("must be in double quotes");
        }
        return new GoString(literal).unquote();
    }

    private String unquote() {
        int end = literal.length() - 1;
        while (next < end) {
            int c = take();
            if (c == '"') {
                throw new IllegalArgumentException("has a quote before its end");
            }
            if (c == '\\') {
                escape();
            } else {
                put(c);
            }
        }
        if (next > end) {
            throw new IllegalArgumentException("ends within an escape sequence");
        }
        return value.toString(UTF_8);
    }

    private void escape() {
        int c = take();
        switch (c) {
            case 'a' -> put(0x07);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'v' -> put(0x0B);
            case '\\', '"' -> put(c);
            // A single byte, which may be part of a character.
            case 'x' -> value.write(hex(2));
            case 'u' -> put(hex(4));
            case 'U' -> put(hex(8));
            default -> throw new IllegalArgumentException("has an unknown escape sequence");
        }
    }

    private int hex(int digits) {
        int end = next + digits;
        if (end >= literal.length()) {
            throw new IllegalArgumentException("ends within an escape sequence");
        }
        int number = 0;
        for (; next < end; next++) {
            int digit = Character.digit(literal.charAt(next), 16);
            if (digit < 0) {
                throw new IllegalArgumentException("has an escape sequence that is not hexadecimal");
            }
            number = number << 4 | digit;
        }
        return number;
    }

    private void put(int codePoint) {
        if (!Character.isValidCodePoint(codePoint)) {
            throw new IllegalArgumentException("has an escape sequence beyond Unicode");
        }
        value.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
    }

    private int take() {
        int c = literal.codePointAt(next);
        next += Character.charCount(c);
        return c;
    }
}
