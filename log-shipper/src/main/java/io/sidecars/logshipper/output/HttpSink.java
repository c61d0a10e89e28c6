package io.sidecars.logshipper.output;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sidecars.logshipper.compress.Compressor;
import io.sidecars.logshipper.compress.Gzip;
import io.sidecars.logshipper.compress.Zstd;
import io.sidecars.logshipper.config.Endpoint;
import io.sidecars.logshipper.config.Endpoint.Compression;
import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sends records over HTTP/1.1, with one connection per request in flight. Redirects are not followed: they
/// would send records and credentials to another server.
public final class HttpSink implements Sink {
    /// Is told of every response.
    @FunctionalInterface
    public interface Observer {
        void responded(int status, Duration took);
    }

    private static final int IDLE_SECONDS = 60;
    /// Bytes of responses that are in memory at a time, so that a receiver cannot fill it.
    private static final int RESPONSE_MEMORY = 8 << 20;

    private final Context context;
    private final HttpClient client;
    private final Endpoint endpoint;
    private final Protocol protocol;
    private final RecordEncoder encoder;
    private final InstantSource clock;
    private final Observer observer;
    private final int largestResponse;
    private final Authorization authorization;
    private final @Nullable TlsFiles tls;
    private final @Nullable Compressor compressor;

    /// @param maxInFlight requests that may be in flight at a time
    public HttpSink(
            Vertx vertx,
            Endpoint endpoint,
            int maxInFlight,
            Protocol protocol,
            InstantSource clock,
            Observer observer) {
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(options(endpoint), new PoolOptions().setHttp1MaxSize(maxInFlight));
        this.endpoint = endpoint;
        this.protocol = protocol;
        this.encoder = protocol.encoder();
        this.clock = clock;
        this.observer = observer;
        this.largestResponse = Math.min(Response.MAX_BYTES, RESPONSE_MEMORY / maxInFlight);
        this.authorization = new Authorization(endpoint.auth(), clock);
        this.tls = isTls(endpoint.url()) ? new TlsFiles(endpoint.tls(), endpoint.timeout(), clock) : null;
        this.compressor = compressor(endpoint.compression());
    }

    private static @Nullable Compressor compressor(Compression compression) {
        return switch (compression.method()) {
            case NONE -> null;
            case GZIP -> new Gzip(compression.level());
            case ZSTD -> new Zstd(compression.level());
        };
    }

    private static HttpClientOptions options(Endpoint endpoint) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) endpoint.timeout().toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(ResponseHeadFilter.MAX_HEADERS)
                .setForceSni(endpoint.tls().serverName() != null
                        || isName(endpoint.url().getHost()));
        Endpoint.Proxy proxy = endpoint.proxy();
        if (proxy != null) {
            ProxyOptions proxyOptions = new ProxyOptions()
                    .setType(ProxyType.HTTP)
                    .setHost(proxy.host())
                    .setPort(proxy.port())
                    .setConnectTimeout(endpoint.timeout());
            if (proxy.username() != null && proxy.password() != null) {
                proxyOptions
                        .setUsername(proxy.username())
                        .setPassword(proxy.password().reveal());
            }
            options.setProxyOptions(proxyOptions);
        }
        return options;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        encoder.encode(record, batch);
    }

    @Override
    public Future<Verdict> send(EncodedRecords records) {
        Envelope envelope = encoder.envelope(records.length());
        return exchange(
                        protocol.request(),
                        ByteBuffer.wrap(envelope.head().getBytes()),
                        ByteBuffer.wrap(records.wire().array(), records.from(), envelope.length()),
                        ByteBuffer.wrap(envelope.tail().getBytes()))
                .map(response -> protocol.responses().verdict(response, records.records()))
                .otherwise(problem -> new Verdict.Retry(null, FailureReason.of(problem)))
                .map(verdict -> verdict instanceof Verdict.Accepted ? verdict : mask().apply(verdict));
    }

    @Override
    public Future<ProbeResult> probe() {
        ReceiverProbe probe = protocol.probe();
        return exchange(probe.request(), ByteBuffer.wrap(probe.body().getBytes()))
                .map(probe.result())
                .otherwise(problem -> new ProbeResult(false, FailureReason.of(problem)))
                .map(result -> new ProbeResult(result.passed(), mask().apply(result.message())));
    }

    @Override
    public void close() {
        Future<Void> _ = client.close();
        if (compressor != null) {
            compressor.close();
        }
    }

    /// Reads credential files and compresses the body on the caller's thread; the event loop only sends.
    private Future<Response> exchange(Protocol.Request request, ByteBuffer... body) {
        RequestOptions options;
        try {
            options = options(request);
        } catch (UnusableFileException e) {
            return Future.failedFuture(e);
        }
        ByteBuf wire = Unpooled.wrappedBuffer(body);
        if (compressor != null && wire.isReadable()) {
            wire = Unpooled.wrappedBuffer(compressor.compress(body));
            options.putHeader("Content-Encoding", compressor.name());
        }
        HttpExchange exchange =
                new HttpExchange(client, authority(), BufferInternal.buffer(wire), largestResponse, clock);
        Promise<Response> response = Promise.promise();
        long began = System.nanoTime();
        context.runOnContext(_ -> exchange.run(options, endpoint.timeout())
                .onSuccess(
                        received -> observer.responded(received.status(), Duration.ofNanos(System.nanoTime() - began)))
                .onComplete(response));
        return response.future();
    }

    private RequestOptions options(Protocol.Request request) throws UnusableFileException {
        RequestOptions options =
                new RequestOptions().setMethod(request.method()).setAbsoluteURI(request.uri());
        request.headers().forEach(options::putHeader);
        endpoint.headers().forEach((name, value) -> options.putHeader(name, value.reveal()));
        String credential = authorization.header();
        if (credential != null) {
            options.putHeader("Authorization", credential);
        }
        if (tls != null) {
            options.setSslOptions(tls.options());
            String name = endpoint.tls().serverName();
            if (name != null) {
                HostAndPort authority = authority();
                options.setServer(SocketAddress.inetSocketAddress(authority.port(), authority.host()))
                        .setHost(name);
            }
        }
        return options;
    }

    private HostAndPort authority() {
        URI url = endpoint.url();
        int port = url.getPort() > 0 ? url.getPort() : isTls(url) ? 443 : 80;
        return HostAndPort.authority(url.getHost(), port);
    }

    private static boolean isTls(URI url) {
        return url.getScheme().equals("https");
    }

    /// SNI carries host names only; an IP address must not be sent.
    private static boolean isName(String host) {
        return !host.startsWith("[") && !host.matches("[0-9.]+");
    }

    private SecretMask mask() {
        return new SecretMask(Stream.of(endpoint.secrets(), authorization.secrets(), protocol.secrets())
                .flatMap(List::stream)
                .toList());
    }
}
