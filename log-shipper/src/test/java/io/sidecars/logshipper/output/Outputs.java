package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Endpoint;
import io.sidecars.logshipper.config.Output;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Configurations of outputs.
public final class Outputs {
    private Outputs() {}

    public static Output.Http http(String url) {
        return new Output.Http(common(), endpoint(url), Output.Http.Method.POST, Map.of());
    }

    public static Output.Loki loki(String url, @Nullable String tenant, Map<String, String> labels) {
        return new Output.Loki(common(), endpoint(url), tenant, labels);
    }

    public static Output.Elasticsearch elasticsearch(String url, String index, @Nullable String pipeline) {
        return new Output.Elasticsearch(common(), endpoint(url), index, pipeline);
    }

    public static Output.Otlp otlp(String url, Output.Otlp.Encoding encoding) {
        return new Output.Otlp(common(), endpoint(url), encoding);
    }

    private static Endpoint endpoint(String url) {
        return new Endpoint(
                URI.create(url),
                Duration.ofSeconds(1),
                Map.of(),
                new Endpoint.Auth.None(),
                new Endpoint.Tls(null, null, null, null, Endpoint.Tls.MinVersion.V1_2),
                null,
                new Endpoint.Compression(Endpoint.Compression.Method.NONE, 1));
    }

    static Output.Common common() {
        return new Output.Common(
                "test",
                Output.StartAt.BEGINNING,
                List.of(),
                new Output.Batch(1, 1, Duration.ZERO),
                1,
                new Output.DeadLetters(0, Output.DeadLetters.Full.BLOCK));
    }
}
