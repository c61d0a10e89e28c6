package io.sidecars.logshipper.config;

import static io.sidecars.logshipper.config.Values.between;
import static io.sidecars.logshipper.config.Values.word;

import io.sidecars.logshipper.rules.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The complete configuration, defaults included.
///
/// @param file where it was read from
/// @param process rules of every output, before its own
/// @param pollInterval how often files are scanned when nothing happens
/// @param maxConcurrentFiles how many files are followed at a time
/// @param batchMemory bytes that the batches of all outputs may use together
public record Config(
        Path file,
        List<Input> inputs,
        List<Rule> process,
        Resource resource,
        State state,
        Duration pollInterval,
        int maxConcurrentFiles,
        long batchMemory,
        Hold hold,
        Drain drain,
        ExitWhen exitWhen,
        List<Output> outputs) {

    /// Files and directories that are never inputs, even if a pattern matches them: state, configuration,
    /// credentials.
    public Set<Path> ownPaths() {
        Set<Path> own = new HashSet<>(Set.of(file, state.directory()));
        for (Output output : outputs) {
            if (output instanceof Output.Remote remote) {
                own.addAll(remote.endpoint().files());
            }
        }
        return own;
    }

    /// Attributes that every record gets.
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

    /// The state that survives a restart.
    ///
    /// @param onDamage what to do when no checkpoint can be read
    public record State(Path directory, OnDamage onDamage) {
        public enum OnDamage {
            /// Read every file from its beginning: duplicates, no loss.
            EARLIEST,
            /// Continue at the end of existing files: loss, no duplicates.
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

    /// Limits for deleted files that are kept open until they are delivered.
    ///
    /// @param bytes of all such files together
    /// @param age since the file was last found under a name
    public record Hold(long bytes, Duration age) {
        static Hold read(YamlMapping yaml) {
            return new Hold(
                    yaml.optional("bytes", "256MiB", between(0L, 1L << 40)),
                    yaml.optional("age", "1d", between(Duration.ZERO, Duration.ofDays(365))));
        }
    }

    /// How the program ends.
    ///
    /// @param deadline from SIGTERM to the end, even if bytes are left
    /// @param summary whether each receiver gets a last record that says what was delivered and what is left
    public record Drain(Duration deadline, boolean summary) {
        static Drain read(YamlMapping yaml) {
            return new Drain(
                    yaml.optional("deadline", "20s", between(Duration.ZERO, Duration.ofHours(1))),
                    yaml.optional("summary", "true", Values::flag));
        }
    }

    /// When to end without SIGTERM, for Jobs and ordinary containers, which get none. The first condition that
    /// is met ends the program.
    ///
    /// @param file ends the program when it exists, null for none
    /// @param quiet ends the program when no file has grown for this long, null for never
    public record ExitWhen(@Nullable Path file, @Nullable Duration quiet) {
        static ExitWhen read(YamlMapping yaml) {
            return new ExitWhen(
                    yaml.has("file") ? yaml.required("file", Values::directory) : null,
                    yaml.has("quiet")
                            ? yaml.required("quiet", between(Duration.ofSeconds(1), Duration.ofDays(1)))
                            : null);
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
        int maxConcurrentFiles = yaml.optional("maxConcurrentFiles", "1024", between(1, 100_000));
        long batchMemory = yaml.optional("batchMemory", "24MiB", between(1L << 20, 1L << 30));
        Hold hold = yaml.nested("hold", Hold::read);
        Drain drain = yaml.nested("drain", Drain::read);
        ExitWhen exitWhen = yaml.nested("exitWhen", ExitWhen::read);
        List<Output> outputs = yaml.list("outputs", Output::read);
        if (outputs.isEmpty()) {
            throw yaml.error("outputs", "must have at least one entry");
        }
        if (outputs.stream().map(Output::name).distinct().count() < outputs.size()) {
            throw yaml.error("outputs", "must have distinct names");
        }
        Config config = new Config(
                Path.of(yaml.file()),
                inputs,
                process,
                resource,
                state,
                pollInterval,
                maxConcurrentFiles,
                batchMemory,
                hold,
                drain,
                exitWhen,
                outputs);
        if (config.spareBatchMemory() < 0) {
            throw yaml.error(
                    "batchMemory",
                    "must be at least " + Values.text(batchMemory - config.spareBatchMemory())
                            + ": each output needs one batch, twice batch.bytes and eight times maxLine");
        }
        return config;
    }

    /// Bytes that a batch of this output may use: its wire bytes and texts, and one record of the largest size.
    public long batchCost(Output of) {
        int maxLine = inputs.stream().mapToInt(Input::maxLine).max().orElse(0);
        return 2L * of.common().batch().bytes() + 8L * maxLine;
    }

    /// Memory that is left when every output has one batch.
    public long spareBatchMemory() {
        return batchMemory - outputs.stream().mapToLong(this::batchCost).sum();
    }
}
