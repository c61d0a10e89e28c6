package io.sidecars.configwatcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Parses single values. A wrong value is an [IllegalArgumentException] whose message is the rule.
final class Values {
    private Values() {}

    static Function<String, Duration> between(Duration least, Duration most) {
        return text -> {
            Duration duration = Units.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "must be between " + least.toMillis() + "ms and " + most.toSeconds() + "s");
            }
            return duration;
        };
    }

    static String name(String text) {
        if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(
                    "must consist of at most 63 lower-case letters, digits and inner hyphens");
        }
        return text;
    }

    static Integer exitCode(String text) {
        if (!text.matches("[1-9]\\d{0,2}") || Integer.parseInt(text) > 255) {
            throw new IllegalArgumentException("must be an exit code from 1 to 255");
        }
        return Integer.valueOf(text);
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    static Path directory(String text) {
        return path(text, "must be an absolute path such as /etc/app");
    }

    static Path file(String text) {
        return path(text, "must be an absolute path such as /etc/config-watcher/ca.crt");
    }

    /// A relative path would depend on the working directory, and a token would be taken for one.
    private static Path path(String text, String rule) {
        if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(rule);
        }
        return Path.of(text).normalize();
    }

    /// A constant of an enum, written in lower case with hyphens.
    static <E extends Enum<E>> Function<String, E> word(Class<E> type) {
        return text -> {
            for (E value : type.getEnumConstants()) {
                if (word(value).equals(text)) {
                    return value;
                }
            }
            throw new IllegalArgumentException("must be one of "
                    + Stream.of(type.getEnumConstants()).map(Values::word).collect(Collectors.joining(", ")));
        };
    }

    /// A constant of an enum, written in upper case, as HTTP methods are.
    static <E extends Enum<E>> Function<String, E> upperCaseWord(Class<E> type) {
        return text -> {
            for (E value : type.getEnumConstants()) {
                if (value.name().equals(text)) {
                    return value;
                }
            }
            throw new IllegalArgumentException("must be one of "
                    + Stream.of(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", ")));
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
