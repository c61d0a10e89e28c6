package io.sidecars.logshipper.output.otlp;

import io.sidecars.logshipper.record.Slice;

/// Steps through the tokens of one JSON value that is known to be well-formed, so that commas and colons can be
/// skipped like blanks.
final class JsonCursor {
    private byte[] bytes = {};
    private int at;
    private int to;
    private int tokenFrom;
    private int tokenTo;

    void begin(Slice value) {
        bytes = value.bytes();
        at = value.from();
        to = value.to();
    }

    /// The first byte of the next token.
    byte peek() {
        while (isBetween(bytes[at])) {
            at++;
        }
        return bytes[at];
    }

    /// Steps over a string. The token is the text between its quotes.
    void string() {
        peek();
        tokenFrom = ++at;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        tokenTo = at++;
    }

    /// Steps over a number, `true`, `false` or `null`.
    void scalar() {
        peek();
        tokenFrom = at;
        while (at < to && bytes[at] != ']' && bytes[at] != '}' && !isBetween(bytes[at])) {
            at++;
        }
        tokenTo = at;
    }

    /// Steps over an opening bracket.
    void enter() {
        peek();
        at++;
    }

    /// Whether another element follows, else steps over the closing bracket.
    boolean hasNext() {
        byte next = peek();
        if (next == ']' || next == '}') {
            at++;
            return false;
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int tokenFrom() {
        return tokenFrom;
    }

    int tokenTo() {
        return tokenTo;
    }

    private static boolean isBetween(byte b) {
        return b == ' ' || b == ',' || b == ':' || b == '\n' || b == '\r' || b == '\t';
    }
}
