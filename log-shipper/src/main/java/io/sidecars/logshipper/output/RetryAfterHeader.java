package io.sidecars.logshipper.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The HTTP header (RFC 9110, 10.2.3): seconds or a date. A receiver may slow us down, but not for longer than the
/// cap.
final class RetryAfterHeader {
    private static final Duration CAP = Duration.ofMinutes(5);

    private RetryAfterHeader() {}

    /// Null if there is no usable value.
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
