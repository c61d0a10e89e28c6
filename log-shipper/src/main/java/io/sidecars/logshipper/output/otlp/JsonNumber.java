package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// A well-formed JSON number as OTLP represents it: a signed 64-bit integer if it has no fraction or exponent
/// and fits, otherwise a double. A number that is too large for a double is infinite.
final class JsonNumber {
    /// The powers of ten that a double holds exactly.
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int SURE_DIGITS = 18;
    private static final long EXACT = 1L << 53;

    private boolean isInteger;
    private long integer;
    private double floating;

    void read(byte[] b, int from, int to) {
        boolean negative = b[from] == '-';
        long digits = 0;
        int count = 0;
        int point = -1;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            if (b[at] == '.') {
                point = at;
            } else if (b[at] < '0' || b[at] > '9' || ++count > SURE_DIGITS) {
                readSlowly(new String(b, from, to - from, US_ASCII));
                return;
            } else {
                digits = digits * 10 + b[at] - '0';
            }
        }
        if (point >= 0 && digits > EXACT) {
            readSlowly(new String(b, from, to - from, US_ASCII));
            return;
        }
        isInteger = point < 0;
        integer = negative ? -digits : digits;
        if (!isInteger) {
            double value = digits / POWERS[to - point - 1]; // both are exact, so this is the nearest double
            floating = negative ? -value : value;
        }
    }

    private void readSlowly(String text) {
        isInteger = text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        if (isInteger) {
            try {
                integer = Long.parseLong(text);
                return;
            } catch (NumberFormatException e) {
                isInteger = false;
            }
        }
        floating = Double.parseDouble(text);
    }

    boolean isInteger() {
        return isInteger;
    }

    long integer() {
        return integer;
    }

    double floating() {
        return floating;
    }
}
