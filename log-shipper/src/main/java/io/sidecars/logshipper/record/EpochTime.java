package io.sidecars.logshipper.record;

/// Parses a number as a time since the epoch, and holds the last result. The number of digits before the dot tells
/// the unit: up to 11 are seconds, up to 14 milliseconds, up to 17 microseconds, more are nanoseconds. A fraction
/// and an exponent may follow.
final class EpochTime {
    private static final int SECONDS_DIGITS = 11;
    private static final int NANOS_UNIT = 9;
    private static final long[] POWERS = powers();

    private long nanos;
    private int precision;

    /// Nanoseconds since the epoch.
    long nanos() {
        return nanos;
    }

    /// How many digits of the fraction of a second the number has.
    int precision() {
        return precision;
    }

    /// False if the bytes are not a number, or not a time from 1970 to 2262.
    boolean parse(byte[] b, int from, int to) {
        if (from == to || b[from] == '-' || Json.number(b, from, to) != to) {
            return false;
        }
        long digits = 0;
        int exponent = 0;
        boolean isFraction = false;
        int at = from;
        for (; at < to && (b[at] | 0x20) != 'e'; at++) {
            if (b[at] == '.') {
                isFraction = true;
            } else if (digits <= (Long.MAX_VALUE - 9) / 10) {
                digits = digits * 10 + b[at] - '0';
                exponent -= isFraction ? 1 : 0;
            } else if (!isFraction) {
                return false;
            }
        }
        return at + 4 >= to && scale(digits, at == to ? exponent : exponent + exponent(b, at + 1, to));
    }

    private boolean scale(long digits, int exponent) {
        int size = length(digits) + exponent;
        int unit = size <= SECONDS_DIGITS ? 0 : Math.min((size - SECONDS_DIGITS + 2) / 3 * 3, NANOS_UNIT);
        int shift = NANOS_UNIT - unit + exponent;
        if (Math.abs(shift) >= POWERS.length || (shift > 0 && digits > Long.MAX_VALUE / POWERS[shift])) {
            return false;
        }
        nanos = shift > 0 ? digits * POWERS[shift] : digits / POWERS[-shift];
        precision = Math.clamp(unit - exponent, 0, NANOS_UNIT);
        return nanos > 0;
    }

    private static int exponent(byte[] b, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            value = b[at] == '+' || b[at] == '-' ? value : value * 10 + b[at] - '0';
        }
        return b[from] == '-' ? -value : value;
    }

    private static int length(long number) {
        int length = 0;
        while (length < POWERS.length && number >= POWERS[length]) {
            length++;
        }
        return length;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
