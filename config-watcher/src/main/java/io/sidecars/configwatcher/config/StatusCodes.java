package io.sidecars.configwatcher.config;

import java.util.List;
import java.util.regex.Pattern;

/// HTTP status codes, such as `204`, and classes of them, such as `2xx`.
public record StatusCodes(List<String> patterns) {
    private static final Pattern FORM = Pattern.compile("[1-5]([0-9]{2}|xx)");

    public StatusCodes {
        patterns = List.copyOf(patterns);
    }

    public boolean contains(int status) {
        return patterns.contains(String.valueOf(status)) || patterns.contains(status / 100 + "xx");
    }

    /// Whether this code itself is listed, not only its class.
    public boolean lists(int status) {
        return patterns.contains(String.valueOf(status));
    }

    /// Whether every code of this code or class is contained.
    boolean covers(String pattern) {
        return patterns.contains(pattern) || patterns.contains(pattern.charAt(0) + "xx");
    }

    static String pattern(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a status code such as 204, or a class such as 2xx");
        }
        return text;
    }
}
