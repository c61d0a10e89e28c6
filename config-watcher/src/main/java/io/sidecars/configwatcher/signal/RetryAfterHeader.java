package io.sidecars.configwatcher.signal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Parses the header Retry-After (RFC 9110, 10.2.3): seconds or a date in one of the three forms of 5.6.7. The
/// delay is capped, so that an app cannot put off a version for hours. A number or a year of any length counts.
final class RetryAfterHeader {
    private static final Duration CAP = Duration.ofMinutes(5);

    private static final int MAX_NUMBER = 9;
    private static final Pattern WEEKDAY = Pattern.compile("^[A-Za-z]+,? +");
    private static final Pattern LONG_YEAR = Pattern.compile("\\d{1,2} [A-Za-z]{3} \\d{5,} .*|[A-Za-z]{3} .* \\d{5,}");
    /// Without the day of the week, which adds nothing and may be wrong.
    private static final List<DateTimeFormatter> FORMATS = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME, format("dd-MMM-uu HH:mm:ss 'GMT'"), format("MMM ppd HH:mm:ss uuuu"));

    private RetryAfterHeader() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    /// Null if the header is missing or invalid.
    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("\\d+")) {
            String digits = text.replaceFirst("^0+(?=\\d)", "");
            return digits.length() > MAX_NUMBER ? CAP : capped(Duration.ofSeconds(Long.parseLong(digits)));
        }
        String date = WEEKDAY.matcher(text).replaceFirst("");
        if (LONG_YEAR.matcher(date).matches()) {
            return CAP;
        }
        return FORMATS.stream()
                .flatMap(format -> parse(date, format).stream())
                .findFirst()
                .map(until -> capped(Duration.between(now, until)))
                .orElse(null);
    }

    private static Optional<Instant> parse(String date, DateTimeFormatter format) {
        try {
            return Optional.of(format.parse(date, Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration capped(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(CAP) > 0 ? CAP : delay;
    }
}
