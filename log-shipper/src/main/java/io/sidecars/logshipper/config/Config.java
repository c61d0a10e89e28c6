package io.sidecars.logshipper.config;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/// Everything an operator can set, with every default in place.
///
/// @param state directory of the checkpoint
/// @param pollInterval how often files are looked at when nothing happens
public record Config(List<Input> inputs, Path state, Duration pollInterval, Drain drain, List<Output> outputs) {

    /// Which files, and how their lines are cut.
    ///
    /// @param include globs; a file belongs to the first input that includes it
    /// @param maxLine bytes; a longer line is sent in parts
    public record Input(List<String> include, List<String> exclude, int maxLine) {
        static Input read(YamlMapping yaml) {
            List<String> include = yaml.texts("include");
            if (include.isEmpty()) {
                throw yaml.error("include", "must name at least one file pattern such as /logs/*.log");
            }
            List<String> exclude = yaml.texts("exclude");
            include.forEach(glob -> requireGlob(yaml, "include", glob));
            exclude.forEach(glob -> requireGlob(yaml, "exclude", glob));
            long maxLine = yaml.optional("maxLine", "256KiB", between(1L << 10, 4L << 20));
            return new Input(include, exclude, (int) maxLine);
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

    /// Where records go. The name owns the output's cursors: renaming an output starts it afresh.
    public sealed interface Output {
        String name();

        Batch batch();

        static Output read(YamlMapping yaml) {
            String name = yaml.required("name", Output::name);
            return switch (yaml.required("type", Type::parse)) {
                case STDOUT -> new Stdout(name, yaml.nested("batch", Batch::read));
                case HTTP -> Http.read(name, yaml);
            };
        }

        private static String name(String text) {
            if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new IllegalArgumentException("must be lower-case letters, digits and inner hyphens, at most 63");
            }
            return text;
        }
    }

    enum Type {
        STDOUT,
        HTTP;

        static Type parse(String text) {
            for (Type type : values()) {
                if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("must be one of stdout, http");
        }
    }

    /// Lines as they are, to the program's standard output.
    public record Stdout(String name, Batch batch) implements Output {}

    /// NDJSON by POST.
    ///
    /// @param timeout from the start of a request to the end of its answer
    public record Http(String name, Batch batch, URI url, Duration timeout) implements Output {
        private static Http read(String name, YamlMapping yaml) {
            return new Http(
                    name,
                    yaml.nested("batch", Batch::read),
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
        Path state = yaml.optional("state", "/state", Path::of);
        Duration pollInterval =
                yaml.optional("pollInterval", "250ms", between(Duration.ofMillis(10), Duration.ofSeconds(1)));
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
        return new Config(inputs, state, pollInterval, drain, outputs);
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
