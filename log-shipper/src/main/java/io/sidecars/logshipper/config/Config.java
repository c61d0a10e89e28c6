package io.sidecars.logshipper.config;

import static io.sidecars.logshipper.config.Values.between;
import static io.sidecars.logshipper.config.Values.word;

import io.sidecars.logshipper.process.Rule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// What is the same for every record.
    ///
    /// @param podInfo directory of a downward API volume with the Pod's labels and annotations, null for none
    public record Resource(
            Map<String, String> attributes, @Nullable Path podInfo, List<String> labels, List<String> annotations) {
        static Resource read(YamlMapping yaml) {
            List<String> labels = yaml.texts("labels");
            return new Resource(
                    yaml.entries("attributes"),
                    yaml.has("podInfo") ? yaml.required("podInfo", Values::directory) : null,
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
                    yaml.optional("directory", "/state", Values::directory),
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
                    yaml.list("process", RuleReader::read),
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
            Type type = yaml.required("type", word(Type.class));
            yaml.onlyValid("format", type == Type.STDOUT, "for type: stdout");
            yaml.onlyValid("url", type == Type.HTTP, "for type: http");
            yaml.onlyValid("timeout", type == Type.HTTP, "for type: http");
            return switch (type) {
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
        List<Rule> process = yaml.list("process", RuleReader::read);
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
}
