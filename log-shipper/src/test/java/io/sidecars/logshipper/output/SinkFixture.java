package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.config.Endpoint;
import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Compression;
import io.sidecars.logshipper.config.Endpoint.Proxy;
import io.sidecars.logshipper.config.Endpoint.Tls;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Secret;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A sink of NDJSON, set up field by field, with a clock that moves when it is told.
final class SinkFixture implements AutoCloseable {
    static final Tls SYSTEM = new Tls(null, null, null, null, Tls.MinVersion.V1_2);

    private final Vertx vertx = Vertx.vertx();
    private Instant now = Instant.EPOCH;
    private @Nullable HttpSink sink;

    Duration timeout = Duration.ofSeconds(10);
    Map<String, Secret> headers = new LinkedHashMap<>();
    Map<String, Secret> query = new LinkedHashMap<>();
    Auth auth = new Auth.None();
    Tls tls = SYSTEM;
    Compression compression = new Compression(Compression.Method.NONE, 1);

    @Nullable
    Proxy proxy;

    /// The same sink as long as the fixture lives.
    HttpSink sink(String url) {
        HttpSink known = sink;
        if (known != null) {
            return known;
        }
        Endpoint endpoint = new Endpoint(URI.create(url), timeout, headers, auth, tls, proxy, compression);
        Output.Http config = new Output.Http(Outputs.common(), endpoint, Output.Http.Method.POST, query);
        Protocol protocol = NdjsonProtocol.of(config, new Resource(Map.of()));
        HttpSink made = new HttpSink(vertx, endpoint, 1, protocol, () -> now, (_, _) -> {});
        sink = made;
        return made;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Verdict send(String url, String body) throws Exception {
        return sending(url, body.getBytes(UTF_8)).await(20, TimeUnit.SECONDS);
    }

    Future<Verdict> sending(String url, byte[] body) {
        WireBuffer batch = new WireBuffer(16).put("unsent".getBytes(UTF_8)).put(body);
        return sink(url).send(new EncodedRecords(batch, 6, batch.length(), 1));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
