package io.sidecars.logshipper.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// Translates a regular expression so that it matches the bytes of UTF-8 text, each shown as one character
/// ([BytesAsChars]).
///
/// A character outside ASCII matches its bytes, and always with its case. It is not allowed in a character class.
/// `.` and `[^x]` match one byte of it.
public final class BytePattern {
    /// The time of a match also grows with the size of the compiled program. A very long expression has a few
    /// thousand instructions.
    private static final int MAX_PROGRAM_SIZE = 10_000;

    private static final int MAX_PIECE = 3;

    private final String expression;
    private final StringBuilder result = new StringBuilder();
    private int next;

    private BytePattern(String expression) {
        this.expression = expression;
    }

    /// Compiles an expression in the syntax of RE2.
    ///
    /// @throws IllegalArgumentException if the expression cannot be used; the message says why
    public static Pattern compile(String expression) {
        try {
            // Compiled as written first, so that an error message is about what the operator wrote.
            Pattern written = Pattern.compile(expression, Pattern.DISABLE_UNICODE_GROUPS);
            if (written.programSize() > MAX_PROGRAM_SIZE) {
                throw new IllegalArgumentException(
                        "is not a valid pattern: it is too large once its repetitions are expanded");
            }
            return Pattern.compile(new BytePattern(expression).translate(), Pattern.DISABLE_UNICODE_GROUPS);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is not a valid pattern: " + problem(e), e);
        }
    }

    private static String problem(PatternSyntaxException e) {
        String piece = e.getPattern();
        // A longer piece may be a secret: a pattern to redact, or a value under the wrong key.
        String problem = e.getDescription() + (piece.length() <= MAX_PIECE ? " in " + piece : "");
        if (piece.matches("(?s)\\(\\?<?[=!].*")) {
            return problem + "; lookaround is not supported, because its matching time is not bounded";
        }
        if (piece.matches("\\\\[1-9k]")) {
            return problem + "; backreferences are not supported, because their matching time is not bounded";
        }
        if (piece.matches("\\\\[pP]")) {
            return problem + "; Unicode classes are not supported, because the pattern is matched on bytes";
        }
        return problem;
    }

    private String translate() {
        while (next < expression.length()) {
            int c = take();
            switch (c) {
                case '\\' -> escape();
                case '[' -> characterClass();
                default -> character(c);
            }
        }
        return result.toString();
    }

    private void escape() {
        if (accept("Q")) {
            while (next < expression.length() && !accept("\\E")) {
                quoted(take());
            }
            return;
        }
        int begin = next;
        int c = escaped();
        if (c < 0x80) {
            result.append('\\').append(expression, begin, next);
        } else {
            character(c);
        }
    }

    private void quoted(int c) {
        if (c < 0x80 && !Character.isLetterOrDigit(c)) {
            result.append('\\');
        }
        character(c);
    }

    private void character(int c) {
        if (c < 0x80) {
            result.append((char) c);
        } else {
            // A group, so that a repetition applies to all of its bytes. Case-sensitive, because single bytes have no
            // case.
            byte[] bytes = Character.toString(c).getBytes(UTF_8);
            result.append("(?-i:").append(new String(bytes, ISO_8859_1)).append(')');
        }
    }

    private void characterClass() {
        int begin = next - 1;
        accept("^");
        accept("]");
        while (!accept("]")) {
            int c = accept("[:") ? afterName() : accept("\\") ? escaped() : take();
            if (c >= 0x80) {
                throw new IllegalArgumentException("is not a pattern that can be matched on bytes: "
                        + Character.toString(c) + " is not allowed in a character class; write (a|b) instead of [ab]");
            }
        }
        result.append(expression, begin, next);
    }

    /// Skips the rest of `[:name:]`.
    private int afterName() {
        next = expression.indexOf(":]", next) + 2;
        return ']';
    }

    /// The character of a numeric escape sequence, or the one after the backslash.
    private int escaped() {
        int c = take();
        if (c == 'x') {
            boolean braces = accept("{");
            int end = braces ? expression.indexOf('}', next) : next + 2;
            int number = Integer.parseInt(expression, next, end, 16);
            next = braces ? end + 1 : end;
            return number;
        }
        int number = c - '0';
        if (number < 0 || number > 7) {
            return c;
        }
        for (int i = 1; i < 3 && next < expression.length() && "01234567".indexOf(expression.charAt(next)) >= 0; i++) {
            number = number * 8 + take() - '0';
        }
        return number;
    }

    private int take() {
        int c = expression.codePointAt(next);
        next += Character.charCount(c);
        return c;
    }

    private boolean accept(String text) {
        boolean is = expression.startsWith(text, next);
        next += is ? text.length() : 0;
        return is;
    }
}
