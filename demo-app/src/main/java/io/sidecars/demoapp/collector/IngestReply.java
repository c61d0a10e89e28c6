package io.sidecars.demoapp.collector;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How `/ingest` responds: 200 or a failure, at once or delayed.
///
/// @param retryAfter the `Retry-After` header, in seconds
/// @param delay of every response, like `2s` or `500ms`, at most 60 s
@JsonInclude(JsonInclude.Include.NON_NULL)
record IngestReply(
        int status, @Nullable String retryAfter, @Nullable String delay) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})(ms|s)");
    private static final long MAX_DELAY_MILLIS = 60_000;

    IngestReply {
        if (status != 200 && (status < 300 || status > 599)) {
            throw new IllegalArgumentException("status must be 200, or from 300 to 599, but is " + status);
        }
        if (retryAfter != null && !retryAfter.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("retryAfter must be whole seconds");
        }
        if (millis(delay) > MAX_DELAY_MILLIS) {
            throw new IllegalArgumentException("delay must be 0s to 60s, but is " + delay);
        }
    }

    long delayMillis() {
        return millis(delay);
    }

    private static long millis(@Nullable String duration) {
        if (duration == null) {
            return 0;
        }
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("delay must be like 2s or 500ms");
        }
        return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1000 : 1);
    }
}
