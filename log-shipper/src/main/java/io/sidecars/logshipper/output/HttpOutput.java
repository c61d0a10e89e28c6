package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.process.Resource;
import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/// NDJSON by POST: 2xx means that every record of the body arrived.
public final class HttpOutput implements Output {
    private static final int REASON_LENGTH = 200;

    private final Context context;
    private final HttpClient client;
    private final RequestOptions request;
    private final Duration timeout;
    private final InstantSource clock;
    private final IntConsumer answered;
    private final NdjsonEncoder encoder;

    /// @param answered told the status of every answer
    public HttpOutput(Vertx vertx, Config.Http config, Resource resource, InstantSource clock, IntConsumer answered) {
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) config.timeout().toMillis()));
        this.request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(config.url().toString())
                .putHeader("Content-Type", "application/x-ndjson");
        this.encoder = new NdjsonEncoder(resource);
        this.timeout = config.timeout();
        this.clock = clock;
        this.answered = answered;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        encoder.encode(record, batch);
    }

    @Override
    public Future<Verdict> send(WireBuffer batch) {
        Buffer body = Buffer.buffer(batch.length()).appendBytes(batch.array(), 0, batch.length());
        Promise<Verdict> verdict = Promise.promise();
        // On the event loop from the start: elsewhere an answer can be over before its handlers are set.
        context.runOnContext(_ -> exchange(body, verdict.future()::isComplete).onComplete(verdict));
        return verdict.future();
    }

    @Override
    public void close() {
        Future<Void> _ = client.close();
    }

    private Future<Verdict> exchange(Buffer body, BooleanSupplier over) {
        Future<HttpClientRequest> begun = client.request(new RequestOptions(request));
        // A handshake may end after the time limit: what was given up must not be sent.
        return begun.compose(sent -> over.getAsBoolean() ? Future.failedFuture("too late") : sent.send(body))
                .compose(this::verdict)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(_ -> begun.onSuccess(HttpClientRequest::reset)) // never two in flight
                .otherwise(problem -> new Verdict.RetryAfter(null, reason(problem)));
    }

    private Future<Verdict> verdict(HttpClientResponse response) {
        Buffer start = Buffer.buffer();
        response.handler(chunk -> {
            if (start.length() < REASON_LENGTH) {
                start.appendBuffer(chunk);
            }
        });
        return response.end().map(_ -> {
            answered.accept(response.statusCode());
            return verdict(response, start.getString(0, Math.min(start.length(), REASON_LENGTH)));
        });
    }

    /// | status | verdict |
    /// |---|---|
    /// | 2xx | accepted |
    /// | 408, 425, 429, 5xx | retry, after what `Retry-After` says |
    /// | 413 | too large |
    /// | others | rejected |
    private Verdict verdict(HttpClientResponse response, String reason) {
        int status = response.statusCode();
        String why = "status " + status + (reason.isBlank() ? "" : ": " + reason.strip());
        return switch (status) {
            case 408, 425, 429 -> retry(response, why);
            case 413 -> new Verdict.TooLarge(why);
            default -> {
                if (status >= 200 && status < 300) {
                    yield new Verdict.Accepted();
                }
                yield status >= 500 ? retry(response, why) : new Verdict.Rejected(why);
            }
        };
    }

    private Verdict retry(HttpClientResponse response, String why) {
        return new Verdict.RetryAfter(RetryAfter.parse(response.getHeader("Retry-After"), clock.instant()), why);
    }

    private static String reason(Throwable problem) {
        return problem instanceof TimeoutException ? "no answer in time" : String.valueOf(problem.getMessage());
    }
}
