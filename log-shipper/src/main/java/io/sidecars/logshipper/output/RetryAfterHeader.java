package io.sidecars.logshipper.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Parses the header Retry-After (RFC 9110, 10.2.3): seconds or a date. The delay is capped, so that a receiver cannot
/// stop an output for hours.
final class RetryAfterHeader {
    private static final Duration CAP = Duration.ofMinutes(5);

    private RetryAfterHeader() {}

    /// Null if the header is missing or invalid.
    static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("\\d{1,18}")) {
            return capped(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            return capped(Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from)));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration capped(Duration delay) {
        if (delay.isNegative()) {
            return Duration.ZERO;
        }
        return delay.compareTo(CAP) > 0 ? CAP : delay;
    }
}
