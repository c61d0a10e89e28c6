package io.sidecars.logshipper.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, as an operator writes it. The parser throws [IllegalArgumentException] with the rule.
final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)?");

    private ByteSize() {}

    static long parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size such as 512, 64KiB, 1MiB or 2GiB");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> number << 10;
            case "MiB" -> number << 20;
            case "GiB" -> number << 30;
            case null, default -> number;
        };
    }
}
