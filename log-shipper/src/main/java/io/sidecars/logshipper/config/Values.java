package io.sidecars.logshipper.config;

import io.sidecars.logshipper.bytes.BytePattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Parsers of single values. Each throws [IllegalArgumentException] with the rule.
final class Values {
    private Values() {}

    static String pattern(String text) {
        Object _ = BytePattern.compile(text);
        return text;
    }

    static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false");
        }
        return text.equals("true");
    }

    /// A constant of an enum, in lower case.
    static <E extends Enum<E>> Function<String, E> word(Class<E> type) {
        return word(EnumSet.allOf(type));
    }

    static <E extends Enum<E>> Function<String, E> word(Set<E> constants) {
        return text -> constants.stream()
                .filter(constant -> lowerCase(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + constants.stream().map(Values::lowerCase).collect(Collectors.joining(", "))));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Function<String, Integer> between(int least, int most) {
        return text -> {
            int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
            if (number < least || number > most) {
                throw new IllegalArgumentException("must be a number from " + least + " to " + most);
            }
            return number;
        };
    }

    static Function<String, Long> between(long least, long most) {
        return text -> {
            long size = ByteSize.parse(text);
            if (size < least || size > most) {
                throw new IllegalArgumentException("must be between " + text(least) + " and " + text(most));
            }
            return size;
        };
    }

    static Function<String, Duration> between(Duration least, Duration most) {
        return text -> {
            Duration duration = Units.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException("must be between " + text(least) + " and " + text(most));
            }
            return duration;
        };
    }

    /// A path that the program uses. A relative one would depend on the working directory.
    static Path directory(String text) {
        return path(text, "must be an absolute path such as /state");
    }

    /// A file that the operator mounts.
    static Path file(String text) {
        return path(text, "must be an absolute path such as /etc/log-shipper/ca.crt");
    }

    private static Path path(String text, String rule) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(rule);
        }
        return Path.of(text);
    }

    private static String text(Duration duration) {
        long ms = duration.toMillis();
        return ms % 1000 != 0
                ? ms + "ms"
                : ms % 60_000 != 0 || ms == 0
                        ? ms / 1000 + "s"
                        : ms % 86_400_000 == 0
                                ? ms / 86_400_000 + "d"
                                : ms % 3_600_000 == 0 ? ms / 3_600_000 + "h" : ms / 60_000 + "m";
    }

    /// A size in the form that the configuration uses.
    static String text(long size) {
        return size == 0 || size % (1 << 10) != 0
                ? size + "B"
                : size % (1 << 30) == 0
                        ? (size >> 30) + "GiB"
                        : size % (1 << 20) == 0 ? (size >> 20) + "MiB" : (size >> 10) + "KiB";
    }
}
