package io.sidecars.logshipper.config;

import static io.sidecars.logshipper.config.Values.between;
import static io.sidecars.logshipper.config.Values.word;

import io.sidecars.logshipper.frame.Charsets;
import io.sidecars.logshipper.record.RegexParser;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which files to read, and how to find the records in them.
///
/// @param include globs; a file belongs to the first input that includes it
/// @param followLinksInto directories outside of those of the globs into which symbolic links may lead
/// @param ignoreOlder a file that was not modified for this long when it is first seen is skipped until it is
///     modified; null for none
/// @param maxLine most bytes of a record; a longer one is split or truncated
public record Input(
        List<String> include,
        List<String> exclude,
        List<Path> followLinksInto,
        @Nullable Duration ignoreOlder,
        Charset charset,
        int maxLine,
        LongLines longLines,
        Multiline multiline,
        Parse parse) {
    static Input read(YamlMapping yaml) {
        List<String> include = yaml.values("include", Input::glob);
        List<String> exclude = yaml.values("exclude", Input::glob);
        if (include.isEmpty()) {
            throw yaml.error("include", "must name at least one file pattern such as /logs/*.log");
        }
        long maxLine = yaml.optional("maxLine", "256KiB", between(1L << 10, 4L << 20));
        return new Input(
                include,
                exclude,
                yaml.values("followLinksInto", Values::directory),
                yaml.has("ignoreOlder")
                        ? yaml.required("ignoreOlder", between(Duration.ofSeconds(1), Duration.ofDays(3650)))
                        : null,
                yaml.optional("charset", "UTF-8", Charsets::parse),
                (int) maxLine,
                yaml.optional("longLines", "split", word(LongLines.class)),
                yaml.nested("multiline", Multiline::read),
                yaml.nested("parse", Parse::read));
    }

    private static String glob(String text) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a valid glob", e);
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("must be an absolute pattern such as /logs/*.log");
        }
        return text;
    }

    /// What to do with a record that is longer than `maxLine`.
    public enum LongLines {
        /// Send it in pieces, all but the last flagged partial.
        SPLIT,
        /// Send its beginning, flagged truncated.
        TRUNCATE
    }

    /// Which lines are joined into one record.
    ///
    /// @param start the pattern of a line that begins a record; null except for the preset `start`
    /// @param timeout the last record of a file is complete when the file has not grown for this long
    public record Multiline(Preset preset, @Nullable String start, int maxLines, Duration timeout) {
        public enum Preset {
            /// Every line is a record.
            NONE,
            JAVA,
            PYTHON,
            GO,
            CRI,
            START
        }

        static Multiline read(YamlMapping yaml) {
            Preset preset = yaml.optional("preset", "none", word(Preset.class));
            yaml.onlyValid("start", preset == Preset.START, "for preset: start");
            return new Multiline(
                    preset,
                    preset == Preset.START ? yaml.required("start", Values::pattern) : null,
                    yaml.optional("maxLines", "500", between(2, 10_000)),
                    yaml.optional("timeout", "1s", between(Duration.ofMillis(100), Duration.ofMinutes(1))));
        }
    }

    /// How to find fields, time and severity in a record.
    ///
    /// @param pattern null except for the format `regex`
    /// @param timezone of times without an offset
    /// @param maxAge an older time is ignored
    public record Parse(Format format, @Nullable String pattern, ZoneId timezone, Duration maxAge) {
        public enum Format {
            NONE,
            TEXT,
            JSON,
            LOGFMT,
            REGEX,
            CRI,
            AUTO
        }

        static Parse read(YamlMapping yaml) {
            Format format = yaml.optional("format", "none", word(Format.class));
            yaml.onlyValid("pattern", format == Format.REGEX, "for format: regex");
            return new Parse(
                    format,
                    format == Format.REGEX ? yaml.required("pattern", Parse::fieldPattern) : null,
                    yaml.has("timezone") ? yaml.required("timezone", Parse::zone) : ZoneId.systemDefault(),
                    yaml.optional("maxAge", "7d", between(Duration.ofMinutes(1), Duration.ofDays(3650))));
        }

        private static String fieldPattern(String text) {
            Object _ = new RegexParser(text, ZoneOffset.UTC);
            return text;
        }

        private static ZoneId zone(String text) {
            try {
                return ZoneId.of(text.startsWith(":") ? text.substring(1) : text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("must be a time zone such as UTC or Europe/Zurich", e);
            }
        }
    }
}
