package io.sidecars.logshipper.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.sidecars.logshipper.bytes.BytePattern;
import io.sidecars.logshipper.frame.Charsets;
import io.sidecars.logshipper.process.Condition;
import io.sidecars.logshipper.process.RedactionRule;
import io.sidecars.logshipper.process.Rule;
import io.sidecars.logshipper.record.RegexParser;
import io.sidecars.logshipper.record.Severities;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything an operator can set, with every default in place.
///
/// @param process rules for every output, before the output's own
/// @param pollInterval how often files are looked at when nothing happens
public record Config(
        List<Input> inputs,
        List<Rule> process,
        Resource resource,
        State state,
        Duration pollInterval,
        Hold hold,
        Drain drain,
        List<Output> outputs) {

    /// Paths that are never inputs, whatever the patterns say.
    public Set<Path> ownPaths() {
        return Set.of(state.directory());
    }

    /// Which files, and how their bytes become records.
    ///
    /// @param include globs; a file belongs to the first input that includes it
    /// @param ignoreOlder files that were not modified for longer when they are first seen wait until they are,
    ///     null for none
    /// @param maxLine bytes of a record; a longer one is split or truncated
    public record Input(
            List<String> include,
            List<String> exclude,
            @Nullable Duration ignoreOlder,
            Charset charset,
            int maxLine,
            LongLines longLines,
            Multiline multiline,
            Parse parse) {
        static Input read(YamlMapping yaml) {
            List<String> include = yaml.texts("include");
            if (include.isEmpty()) {
                throw yaml.error("include", "must name at least one file pattern such as /logs/*.log");
            }
            List<String> exclude = yaml.texts("exclude");
            include.forEach(glob -> requireGlob(yaml, "include", glob));
            exclude.forEach(glob -> requireGlob(yaml, "exclude", glob));
            long maxLine = yaml.optional("maxLine", "256KiB", between(1L << 10, 4L << 20));
            return new Input(
                    include,
                    exclude,
                    yaml.has("ignoreOlder")
                            ? yaml.required("ignoreOlder", between(Duration.ofSeconds(1), Duration.ofDays(3650)))
                            : null,
                    yaml.optional("charset", "UTF-8", Charsets::parse),
                    (int) maxLine,
                    yaml.optional("longLines", "split", word(LongLines.class)),
                    yaml.nested("multiline", Multiline::read),
                    yaml.nested("parse", Parse::read));
        }

        private static void requireGlob(YamlMapping yaml, String key, String glob) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (IllegalArgumentException e) {
                throw yaml.error(key, "has a pattern that is no glob: " + glob);
            }
            if (!glob.startsWith("/")) {
                throw yaml.error(key, "must hold absolute patterns, but has " + glob);
            }
        }
    }

    /// What becomes of a record that is longer than `maxLine`.
    public enum LongLines {
        /// Pieces, each a record flagged partial.
        SPLIT,
        /// Its beginning, flagged truncated.
        TRUNCATE
    }

    /// Which lines belong together.
    ///
    /// @param start a line that matches begins a record; null except for the preset `start`
    /// @param timeout a record at the end of a file is complete when the file has not grown for so long
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
            return new Multiline(
                    preset,
                    preset == Preset.START ? yaml.required("start", Config::pattern) : null,
                    yaml.optional("maxLines", "500", between(2, 10_000)),
                    yaml.optional("timeout", "1s", between(Duration.ofMillis(100), Duration.ofMinutes(1))));
        }
    }

    /// How fields, time and severity are found in a record.
    ///
    /// @param pattern null except for the format `regex`
    /// @param timezone of times without an offset
    /// @param maxAge an older time is not believed
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

    private static Rule rule(YamlMapping yaml) {
        Map<String, Function<YamlMapping, Rule>> kinds = Map.of(
                "keep", rule -> new Rule.Keep(condition(rule)),
                "drop", rule -> new Rule.Drop(condition(rule)),
                "redact", Config::redact,
                "sample", rule -> new Rule.Sample(rule.required("share", Config::share)));
        List<String> given = kinds.keySet().stream().filter(yaml::has).sorted().toList();
        if (given.isEmpty()) {
            throw yaml.error("keep", "or another one of drop, redact, sample is required");
        }
        if (given.size() > 1) {
            throw yaml.error(given.getLast(), "must be a rule of its own: rules have an order");
        }
        return yaml.nested(given.getFirst(), requireNonNull(kinds.get(given.getFirst())));
    }

    private static Condition condition(YamlMapping yaml) {
        Condition condition = new Condition(
                yaml.has("severity") ? yaml.required("severity", Config::severity) : 0,
                yaml.has("field") ? yaml.required("field", Function.identity()) : null,
                yaml.has("match") ? yaml.required("match", Config::pattern) : null);
        if (condition.severity() == 0 && condition.match() == null) {
            throw yaml.error("match", "or \"severity\" must say which records");
        }
        return condition;
    }

    private static int severity(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int severity = Severities.ofName(bytes, 0, bytes.length);
        if (severity == 0) {
            throw new IllegalArgumentException("must be one of trace, debug, info, warn, error, fatal");
        }
        return severity;
    }

    private static Rule redact(YamlMapping yaml) {
        String with = yaml.optional("with", RedactionRule.DEFAULT_WITH, Function.identity());
        List<RedactionRule> rules = new ArrayList<>();
        rules.addAll(yaml.values("preset", preset -> RedactionRule.preset(preset, with)));
        rules.addAll(yaml.values("match", match -> RedactionRule.pattern(match, with)));
        if (rules.isEmpty()) {
            throw yaml.error("preset", "or \"match\" must say what to redact");
        }
        return new Rule.Redact(List.copyOf(rules));
    }

    private static double share(String text) {
        double share = text.matches("[01]|0?\\.\\d{1,9}") ? Double.parseDouble(text) : -1;
        if (share < 0) {
            throw new IllegalArgumentException("must be a number from 0 to 1 such as 0.1");
        }
        return share;
    }

    /// What is the same for every record.
    ///
    /// @param podInfo directory of a downward API volume with the Pod's labels and annotations, null for none
    public record Resource(
            Map<String, String> attributes, @Nullable Path podInfo, List<String> labels, List<String> annotations) {
        static Resource read(YamlMapping yaml) {
            List<String> labels = yaml.texts("labels");
            return new Resource(
                    yaml.entries("attributes"),
                    yaml.has("podInfo") ? yaml.required("podInfo", Path::of) : null,
                    labels.isEmpty() ? List.of("*") : labels,
                    yaml.texts("annotations"));
        }
    }

    /// What survives a restart.
    ///
    /// @param onDamage what to do when no checkpoint can be read
    public record State(Path directory, OnDamage onDamage) {
        public enum OnDamage {
            /// Read every file from its beginning: duplicates, no loss.
            EARLIEST,
            /// Begin at the end of what is there: loss, no duplicates.
            END,
            /// Exit.
            FAIL
        }

        static State read(YamlMapping yaml) {
            return new State(
                    yaml.optional("directory", "/state", Path::of),
                    yaml.optional("onDamage", "earliest", word(OnDamage.class)));
        }
    }

    /// The limits for files that are deleted, but not delivered.
    ///
    /// @param bytes of all of them together
    /// @param age since they were last found under a name
    public record Hold(long bytes, Duration age) {
        static Hold read(YamlMapping yaml) {
            return new Hold(
                    yaml.optional("bytes", "256MiB", between(0L, 1L << 40)),
                    yaml.optional("age", "1d", between(Duration.ZERO, Duration.ofDays(365))));
        }
    }

    /// The end of the program.
    ///
    /// @param deadline time from SIGTERM to the end of delivery, whatever is left
    public record Drain(Duration deadline) {
        static Drain read(YamlMapping yaml) {
            return new Drain(yaml.optional("deadline", "20s", between(Duration.ZERO, Duration.ofHours(1))));
        }
    }

    /// When a batch is sent.
    ///
    /// @param bytes wire bytes after which a batch is sent
    /// @param linger time after which a batch is sent however small it is
    public record Batch(int bytes, Duration linger) {
        static Batch read(YamlMapping yaml) {
            long bytes = yaml.optional("bytes", "1MiB", between(1L << 10, 16L << 20));
            return new Batch((int) bytes, yaml.optional("linger", "1s", between(Duration.ZERO, Duration.ofMinutes(1))));
        }
    }

    /// What every output has.
    ///
    /// @param name owns the output's cursors: renaming an output starts it afresh
    /// @param startAt where a new output begins in the files that are there before it
    public record Common(String name, StartAt startAt, List<Rule> process, Batch batch) {
        static Common read(YamlMapping yaml) {
            return new Common(
                    yaml.required("name", Common::name),
                    yaml.optional("startAt", "beginning", word(StartAt.class)),
                    yaml.list("process", Config::rule),
                    yaml.nested("batch", Batch::read));
        }

        private static String name(String text) {
            if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new IllegalArgumentException("must be lower-case letters, digits and inner hyphens, at most 63");
            }
            return text;
        }
    }

    public enum StartAt {
        BEGINNING,
        END
    }

    /// Where records go.
    public sealed interface Output {
        Common common();

        default String name() {
            return common().name();
        }

        static Output read(YamlMapping yaml) {
            Common common = Common.read(yaml);
            return switch (yaml.required("type", word(Type.class))) {
                case STDOUT -> new Stdout(common, yaml.optional("format", "lines", word(Stdout.Encoding.class)));
                case HTTP -> Http.read(common, yaml);
            };
        }
    }

    enum Type {
        STDOUT,
        HTTP
    }

    /// To the program's standard output.
    public record Stdout(Common common, Encoding format) implements Output {
        public enum Encoding {
            /// The text, one record a line.
            LINES,
            /// The same objects that `http` sends.
            NDJSON
        }
    }

    /// NDJSON by POST.
    ///
    /// @param timeout from the start of a request to the end of its answer
    public record Http(Common common, URI url, Duration timeout) implements Output {
        private static Http read(Common common, YamlMapping yaml) {
            return new Http(
                    common,
                    yaml.required("url", Http::url),
                    yaml.optional("timeout", "30s", between(Duration.ofMillis(100), Duration.ofMinutes(10))));
        }

        private static URI url(String text) {
            URI url;
            try {
                url = URI.create(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("must be a URL such as http://collector:8090/ingest", e);
            }
            if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
                throw new IllegalArgumentException("must be a URL such as http://collector:8090/ingest");
            }
            if (url.getUserInfo() != null || url.getPort() > 65535) {
                throw new IllegalArgumentException("must have no user or password and a port up to 65535");
            }
            return url;
        }
    }

    static Config read(YamlMapping yaml) {
        List<Input> inputs = yaml.list("inputs", Input::read);
        if (inputs.isEmpty()) {
            throw yaml.error("inputs", "must have at least one entry");
        }
        List<Rule> process = yaml.list("process", Config::rule);
        Resource resource = yaml.nested("resource", Resource::read);
        State state = yaml.nested("state", State::read);
        Duration pollInterval =
                yaml.optional("pollInterval", "250ms", between(Duration.ofMillis(10), Duration.ofSeconds(1)));
        Hold hold = yaml.nested("hold", Hold::read);
        Drain drain = yaml.nested("drain", Drain::read);
        List<Output> outputs = yaml.list("outputs", Output::read);
        if (outputs.isEmpty()) {
            throw yaml.error("outputs", "must have at least one entry");
        }
        Set<String> names = new HashSet<>();
        outputs.forEach(output -> {
            if (!names.add(output.name())) {
                throw yaml.error("outputs", "must have distinct names, but two are called " + output.name());
            }
        });
        return new Config(inputs, process, resource, state, pollInterval, hold, drain, outputs);
    }

    private static String pattern(String text) {
        Object _ = BytePattern.compile(text);
        return text;
    }

    /// The constants of an enum, in lower case.
    private static <E extends Enum<E>> Function<String, E> word(Class<E> type) {
        return text -> {
            List<E> constants = List.of(type.getEnumConstants());
            return constants.stream()
                    .filter(constant -> lowerCase(constant).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be one of "
                            + constants.stream().map(Config::lowerCase).collect(Collectors.joining(", "))));
        };
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Function<String, Integer> between(int least, int most) {
        return text -> {
            int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
            if (number < least || number > most) {
                throw new IllegalArgumentException("must be a number from " + least + " to " + most);
            }
            return number;
        };
    }

    private static Function<String, Long> between(long least, long most) {
        return text -> {
            long size = Units.size(text);
            if (size < least || size > most) {
                throw new IllegalArgumentException("must be between " + least + " and " + most + " bytes");
            }
            return size;
        };
    }

    private static Function<String, Duration> between(Duration least, Duration most) {
        return text -> {
            Duration duration = Units.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException("must be between " + text(least) + " and " + text(most));
            }
            return duration;
        };
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
