package io.sidecars.logshipper.config;

import static io.sidecars.logshipper.config.Values.between;
import static io.sidecars.logshipper.config.Values.word;

import io.sidecars.logshipper.rules.Rule;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A destination of records.
public sealed interface Output {
    Common common();

    default String name() {
        return common().name();
    }

    /// The settings of every output.
    ///
    /// @param name owns the output's cursors: a renamed output starts afresh
    /// @param startAt where a new output begins in files that exist before it
    /// @param maxInFlight batches that may be in flight at a time; with one, records arrive in file order
    record Common(
            String name, StartAt startAt, List<Rule> process, Batch batch, int maxInFlight, DeadLetters deadLetters) {
        static Common read(YamlMapping yaml) {
            return new Common(
                    yaml.required("name", Common::name),
                    yaml.optional("startAt", "beginning", word(StartAt.class)),
                    yaml.list("process", RuleReader::read),
                    yaml.nested("batch", Batch::read),
                    yaml.optional("maxInFlight", "1", between(1, 16)),
                    yaml.nested("deadLetters", DeadLetters::read));
        }

        private static String name(String text) {
            if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new IllegalArgumentException("must be lower-case letters, digits and inner hyphens, at most 63");
            }
            return text;
        }
    }

    enum StartAt {
        BEGINNING,
        END
    }

    /// When a batch is sent: as soon as one of these limits is reached.
    ///
    /// @param bytes of the encoded records, before compression
    /// @param linger age of the first record
    record Batch(int bytes, int records, Duration linger) {
        static Batch read(YamlMapping yaml) {
            long bytes = yaml.optional("bytes", "1MiB", between(1L << 10, 16L << 20));
            return new Batch(
                    (int) bytes,
                    yaml.optional("records", "10000", between(1, 100_000)),
                    yaml.optional("linger", "1s", between(Duration.ZERO, Duration.ofMinutes(1))));
        }
    }

    /// The file of records that the receiver will never accept.
    ///
    /// @param bytes its largest size
    /// @param full what happens when the next record does not fit
    record DeadLetters(long bytes, Full full) {
        public enum Full {
            /// The output waits for the operator.
            BLOCK,
            /// The record is dropped and counted.
            DROP
        }

        static DeadLetters read(YamlMapping yaml) {
            return new DeadLetters(
                    yaml.optional("bytes", "16MiB", between(0L, 1L << 30)),
                    yaml.optional("full", "block", word(Full.class)));
        }
    }

    /// The program's standard output.
    record Stdout(Common common, Format format) implements Output {
        public enum Format {
            /// The text, one record per line.
            LINES,
            /// The objects that `http` sends.
            NDJSON
        }
    }

    /// An output over HTTP.
    sealed interface Remote extends Output {
        Endpoint endpoint();
    }

    /// NDJSON.
    ///
    /// @param query parameters that are added to the URL, in this order
    record Http(Common common, Endpoint endpoint, Method method, Map<String, Secret> query) implements Remote {
        public enum Method {
            POST,
            PUT
        }
    }

    /// Loki's push API.
    ///
    /// @param tenant for `X-Scope-OrgID`, null for none
    /// @param labels of the stream; if there are none, `service_name` from the resource
    record Loki(Common common, Endpoint endpoint, @Nullable String tenant, Map<String, String> labels)
            implements Remote {}

    /// The bulk API of Elasticsearch and OpenSearch.
    ///
    /// @param index a data stream, an index or an alias
    /// @param pipeline an ingest pipeline, null for none
    record Elasticsearch(
            Common common,
            Endpoint endpoint,
            String index,
            @Nullable String pipeline) implements Remote {}

    /// OTLP over HTTP.
    record Otlp(Common common, Endpoint endpoint, Encoding encoding) implements Remote {
        public enum Encoding {
            PROTOBUF,
            JSON
        }
    }

    static Output read(YamlMapping yaml) {
        Common common = Common.read(yaml);
        Type type = yaml.required("type", word(Type.class));
        Type.ONLY_FOR.forEach((key, types) -> yaml.onlyValid(key, types.contains(type), "for type: " + words(types)));
        return switch (type) {
            case STDOUT -> new Stdout(common, yaml.optional("format", "lines", word(Stdout.Format.class)));
            case HTTP ->
                new Http(
                        common,
                        EndpointReader.read(yaml, EndpointReader.EVERY),
                        yaml.optional("method", "post", word(Http.Method.class)),
                        yaml.entries("query", (query, name) -> query.secret(name, Secret::new)));
            case LOKI ->
                new Loki(
                        common,
                        EndpointReader.read(yaml, EndpointReader.GZIP),
                        yaml.has("tenant") ? yaml.secret("tenant", StoreNames::tenant) : null,
                        labels(yaml));
            case ELASTICSEARCH ->
                new Elasticsearch(
                        common,
                        EndpointReader.read(yaml, EndpointReader.GZIP),
                        yaml.optional("index", "logs-generic-default", StoreNames::index),
                        yaml.has("pipeline") ? yaml.required("pipeline", StoreNames::pipeline) : null);
            case OTLP ->
                new Otlp(
                        common,
                        EndpointReader.read(yaml, EndpointReader.EVERY),
                        yaml.optional("encoding", "protobuf", word(Otlp.Encoding.class)));
        };
    }

    enum Type {
        STDOUT,
        HTTP,
        LOKI,
        ELASTICSEARCH,
        OTLP;

        private static final Set<Type> REMOTE = EnumSet.of(HTTP, LOKI, ELASTICSEARCH, OTLP);
        private static final Map<String, Set<Type>> ONLY_FOR = Map.ofEntries(
                Map.entry("format", EnumSet.of(STDOUT)),
                Map.entry("url", REMOTE),
                Map.entry("timeout", REMOTE),
                Map.entry("headers", REMOTE),
                Map.entry("auth", REMOTE),
                Map.entry("tls", REMOTE),
                Map.entry("proxy", REMOTE),
                Map.entry("compression", REMOTE),
                Map.entry("compressionLevel", REMOTE),
                Map.entry("method", EnumSet.of(HTTP)),
                Map.entry("query", EnumSet.of(HTTP)),
                Map.entry("tenant", EnumSet.of(LOKI)),
                Map.entry("labels", EnumSet.of(LOKI)),
                Map.entry("index", EnumSet.of(ELASTICSEARCH)),
                Map.entry("pipeline", EnumSet.of(ELASTICSEARCH)),
                Map.entry("encoding", EnumSet.of(OTLP)));
    }

    private static Map<String, String> labels(YamlMapping yaml) {
        Map<String, String> labels = yaml.entries("labels", StoreNames::label, StoreNames::labelValue);
        if (labels.size() > StoreNames.MAX_LABELS) {
            throw yaml.error("labels", "must not be more than " + StoreNames.MAX_LABELS);
        }
        return labels;
    }

    private static String words(Set<Type> types) {
        return types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }
}
