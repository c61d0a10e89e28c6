package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// Converts names and numbers of severities to the severity numbers of OpenTelemetry. The result is 0 for an
/// unknown one.
public final class Severities {
    private static final int TRACE = 1;
    private static final int DEBUG = 5;
    private static final int INFO = 9;
    private static final int WARN = 13;
    private static final int ERROR = 17;
    private static final int FATAL = 21;

    /// The most frequent names come first.
    private static final Severity[] NAMES = {
        severity("info", INFO),
        severity("debug", DEBUG),
        severity("warn", WARN),
        severity("warning", WARN),
        severity("error", ERROR),
        severity("trace", TRACE),
        severity("fatal", FATAL),
        severity("notice", INFO + 1),
        severity("information", INFO),
        severity("err", ERROR),
        severity("severe", ERROR),
        severity("critical", FATAL),
        severity("crit", FATAL),
        severity("alert", FATAL),
        severity("emergency", FATAL),
        severity("emerg", FATAL),
        severity("panic", FATAL),
        severity("config", DEBUG + 2),
        severity("fine", DEBUG + 1),
        severity("finer", DEBUG),
        severity("finest", TRACE),
        severity("verbose", TRACE),
    };

    private static final byte[][] WORDS = {
        lower("trace"), lower("debug"), lower("info"), lower("warn"), lower("error"), lower("fatal")
    };

    private Severities() {}

    /// The name of the range that a number from 1 to 24 is in, in lower case.
    public static byte[] word(int number) {
        return WORDS[(number - 1) / 4];
    }

    /// The number of a name in any case.
    public static int ofName(byte[] bytes, int from, int to) {
        for (Severity severity : NAMES) {
            if (severity.lower.length == to - from && isSame(severity.lower, bytes, from)) {
                return severity.number;
            }
        }
        return 0;
    }

    /// The number of a level of pino or bunyan: 10, 20, 30, 40, 50 or 60.
    static int ofPino(byte[] bytes, int from, int to) {
        boolean isOne = to - from == 2 && bytes[from] >= '1' && bytes[from] <= '6' && bytes[from + 1] == '0';
        return isOne ? (bytes[from] - '1') * 4 + TRACE : 0;
    }

    /// The number itself, if it is one of OpenTelemetry: 1 to 24.
    static int ofOpenTelemetry(byte[] bytes, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9' || at - from == 2) {
                return 0;
            }
            number = number * 10 + bytes[at] - '0';
        }
        return number <= 24 ? number : 0;
    }

    private static boolean isSame(byte[] lower, byte[] bytes, int from) {
        for (int i = 0; i < lower.length; i++) {
            if ((bytes[from + i] | 0x20) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static Severity severity(String lower, int number) {
        return new Severity(lower(lower), number);
    }

    private static byte[] lower(String word) {
        return word.getBytes(US_ASCII);
    }

    @SuppressWarnings("ArrayRecordComponent") // an entry of a table: never compared
    private record Severity(byte[] lower, int number) {}
}
