package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneId;

/// Parses times of the years 1970 to 2261, and holds the last result. A time consists of:
///
/// - date and time of day: `2026-11-24T10:00:00`, `2026-11-24 10:00:00`, `2026/11/24 10:00:00`,
///   `24/Nov/2026:10:00:00`;
/// - optionally a dot or comma and a fraction of one to nine digits;
/// - optionally an offset: `Z`, `+01:00`, `+0100`, `+01`, ` +0100`, ` UTC`, ` GMT`. Without one, the time is in
///   the given zone.
///
/// Second 60 is read as 59. It is not checked here whether a time is plausible.
final class Timestamps {
    private static final int DATE_AND_TIME = "2026-11-24T10:00:00".length();
    private static final int NO_OFFSET = Integer.MAX_VALUE;
    private static final int MAX_OFFSET = 18 * 3600;
    private static final int MAX_DIGITS = 9;
    private static final byte[] MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec".getBytes(US_ASCII);
    private static final byte[] MONTH_LENGTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private final ZoneClock zone;
    private long nanos;
    private int precision;
    private int offset;

    Timestamps(ZoneId zone) {
        this.zone = new ZoneClock(zone);
    }

    /// Nanoseconds since the epoch.
    long nanos() {
        return nanos;
    }

    /// How many digits the fraction has.
    int precision() {
        return precision;
    }

    /// The index after the time that begins at `from`, or -1 if no time begins there.
    int parse(byte[] b, int from, int to) {
        if (to - from < DATE_AND_TIME) {
            return -1;
        }
        boolean dayFirst = b[from + 2] == '/';
        int clock = dayFirst ? from + 12 : from + 11;
        long day = dayFirst ? dayMonthYear(b, from) : yearMonthDay(b, from);
        int second = day < 0 ? -1 : secondOfDay(b, clock, to);
        if (second < 0) {
            return -1;
        }
        int fraction = clock + 8;
        int fractionTo = fraction(b, fraction, to);
        int end = fractionTo < 0 ? -1 : offset(b, fractionTo, to);
        if (end < 0 || (end < to && isLetterOrDigit(b[end]))) {
            return -1;
        }
        long local = day * 86_400 + second;
        nanos += (offset == NO_OFFSET ? zone.epochSecond(local) : local - offset) * 1_000_000_000;
        return nanos > 0 ? end : -1;
    }

    private static long yearMonthDay(byte[] b, int at) {
        byte separator = b[at + 4];
        boolean isDate = (separator == '-' || separator == '/')
                && b[at + 7] == separator
                && (b[at + 10] == 'T' || b[at + 10] == ' ' || b[at + 10] == 't');
        return isDate ? epochDay(year(b, at), twoDigits(b, at + 5), twoDigits(b, at + 8)) : -1;
    }

    private static long dayMonthYear(byte[] b, int at) {
        boolean isDate = b[at + 6] == '/' && b[at + 11] == ':';
        return isDate ? epochDay(year(b, at + 7), month(b, at + 3), twoDigits(b, at)) : -1;
    }

    private static int year(byte[] b, int at) {
        int century = twoDigits(b, at);
        int year = twoDigits(b, at + 2);
        return century < 0 || year < 0 ? -1 : century * 100 + year;
    }

    private static int month(byte[] b, int at) {
        for (int i = 0; i < MONTHS.length; i += 3) {
            if ((b[at] | 0x20) == MONTHS[i]
                    && (b[at + 1] | 0x20) == MONTHS[i + 1]
                    && (b[at + 2] | 0x20) == MONTHS[i + 2]) {
                return i / 3 + 1;
            }
        }
        return -1;
    }

    private static long epochDay(int year, int month, int day) {
        if (year < 1970 || year > 2261 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) {
            return -1;
        }
        // In a year that begins in March, the leap day is the last day.
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = (month + 9) % 12;
        int dayOfYear = (153 * marchMonth + 2) / 5 + day - 1;
        return 365L * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468;
    }

    private static int monthLength(int year, int month) {
        boolean isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && isLeap ? 29 : MONTH_LENGTHS[month - 1];
    }

    private static int secondOfDay(byte[] b, int at, int to) {
        if (at + 8 > to || b[at + 2] != ':' || b[at + 5] != ':') {
            return -1;
        }
        int hour = twoDigits(b, at);
        int minute = twoDigits(b, at + 3);
        int second = twoDigits(b, at + 6);
        boolean isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
        return isTime ? hour * 3600 + minute * 60 + Math.min(second, 59) : -1;
    }

    private int fraction(byte[] b, int from, int to) {
        nanos = 0;
        precision = 0;
        if (from + 1 >= to || (b[from] != '.' && b[from] != ',') || !isDigit(b[from + 1])) {
            return from;
        }
        int at = from + 1;
        for (; at < to && isDigit(b[at]) && precision < MAX_DIGITS; at++) {
            nanos = nanos * 10 + b[at] - '0';
            precision++;
        }
        for (int digits = precision; digits < MAX_DIGITS; digits++) {
            nanos *= 10;
        }
        return at;
    }

    private int offset(byte[] b, int from, int to) {
        offset = NO_OFFSET;
        if (from == to) {
            return from;
        }
        return switch (b[from]) {
            case 'Z', 'z' -> {
                offset = 0;
                yield from + 1;
            }
            case '+', '-' -> numericOffset(b, from, to);
            case ' ' -> {
                int end = spacedOffset(b, from + 1, to);
                yield end < 0 ? from : end;
            }
            default -> from;
        };
    }

    /// After a space, an offset must have minutes, because `+01` could be anything.
    private int spacedOffset(byte[] b, int from, int to) {
        boolean isUtc = to - from >= 3 && (isWord(b, from, "UTC") || isWord(b, from, "GMT"));
        int end = isUtc ? from + 3 : signedOffset(b, from, to);
        if (end < from + 3 || (end == from + 3 && !isUtc) || (end < to && isLetterOrDigit(b[end]))) {
            offset = NO_OFFSET;
            return -1;
        }
        offset = isUtc ? 0 : offset;
        return end;
    }

    private int signedOffset(byte[] b, int from, int to) {
        return from < to && (b[from] == '+' || b[from] == '-') ? numericOffset(b, from, to) : -1;
    }

    private int numericOffset(byte[] b, int from, int to) {
        int hours = from + 3 <= to ? twoDigits(b, from + 1) : -1;
        if (hours < 0) {
            return from;
        }
        int end = from + 3;
        int minutesFrom = end < to && b[end] == ':' ? end + 1 : end;
        int minutes = minutesFrom + 2 <= to ? twoDigits(b, minutesFrom) : -1;
        int seconds = hours * 3600 + Math.max(minutes, 0) * 60;
        if (minutes >= 60 || seconds > MAX_OFFSET) {
            return -1;
        }
        offset = b[from] == '-' ? -seconds : seconds;
        return minutes < 0 ? end : minutesFrom + 2;
    }

    private static boolean isWord(byte[] b, int at, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (b[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int twoDigits(byte[] b, int at) {
        return isDigit(b[at]) && isDigit(b[at + 1]) ? b[at] * 10 + b[at + 1] - '0' * 11 : -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetterOrDigit(byte b) {
        return isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
    }
}
