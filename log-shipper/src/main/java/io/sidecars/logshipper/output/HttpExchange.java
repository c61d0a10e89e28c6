package io.sidecars.logshipper.output;

import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request and its response. Runs on the event loop: on another thread the response could end before its
/// handlers are set.
final class HttpExchange {
    private final HttpClient client;
    private final HostAndPort authority;
    private final Buffer body;
    private final InstantSource clock;
    private final int largestResponse;
    private final Promise<Void> bodyReleased = Promise.promise();
    private final Buffer start = Buffer.buffer();
    private @Nullable HttpClientResponse head;
    private boolean sendingBegan;
    private boolean isSent;
    private boolean over;

    /// @param authority for the header Host, which may differ from the name in the receiver's certificate
    /// @param largestResponse bytes of the response's body that are read
    HttpExchange(HttpClient client, HostAndPort authority, Buffer body, int largestResponse, InstantSource clock) {
        this.client = client;
        this.authority = authority;
        this.body = body;
        this.largestResponse = largestResponse;
        this.clock = clock;
    }

    /// The response, or a failure when the time limit is reached. A response that has begun counts, even if it
    /// breaks off or does not end within the limit: its status says what the receiver has done, and the same would
    /// happen again. When the future completes, the body is no longer read and no more of it is sent.
    Future<Response> run(RequestOptions options, Duration limit) {
        // Inside compose, because a closed client throws.
        Future<HttpClientRequest> connected = Future.<Void>succeededFuture().compose(_ -> client.request(options));
        return connected
                .compose(this::send)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .recover(problem -> {
                    giveUp(connected);
                    return begun(problem);
                })
                .transform(response -> {
                    over = true;
                    return (sendingBegan ? bodyReleased.future() : Future.<Void>succeededFuture())
                            .transform(_ -> response.succeeded()
                                    ? Future.succeededFuture(response.result())
                                    : Future.failedFuture(response.cause()));
                });
    }

    /// What is known of a response that did not end, or the failure.
    private Future<Response> begun(Throwable problem) {
        HttpClientResponse response = head;
        return response == null || (isSuccess(response) && !isSent)
                ? Future.failedFuture(problem)
                : Future.succeededFuture(known(response));
    }

    private static boolean isSuccess(HttpClientResponse response) {
        return response.statusCode() / 100 == 2;
    }

    private Response known(HttpClientResponse response) {
        Duration retryAfter = RetryAfterHeader.parse(response.getHeader("Retry-After"), clock.instant());
        return new Response(response.statusCode(), retryAfter, start, start.length() >= largestResponse);
    }

    /// Closes the connection, so that this request never overlaps with the next one. A connection that is
    /// established after the limit sends nothing.
    private void giveUp(Future<HttpClientRequest> connected) {
        over = true;
        connected.onSuccess(HttpExchange::closeNow);
    }

    /// Closes at once. Vert.x's own close and reset wait until everything is sent.
    private static void closeNow(HttpClientRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            ChannelFuture _ = connection.channelHandlerContext().close();
        } else {
            Future<Void> _ = request.connection().close();
        }
    }

    private Future<Response> send(HttpClientRequest request) {
        if (over) {
            return Future.failedFuture("the time limit is reached");
        }
        sendingBegan = true;
        request.authority(authority);
        guard(request.connection());
        Future<Response> received = request.response().compose(this::receive);
        Future<Void> written = body.length() == 0 ? request.end() : request.end(body);
        written.onComplete(result -> {
            isSent = result.succeeded();
            bodyReleased.tryComplete();
        });
        return received.compose(response -> {
            if (response.isSuccess()) { // The receiver cannot have accepted what is not sent yet.
                return written.map(response);
            }
            if (!written.isComplete()) {
                closeNow(request);
            }
            return Future.succeededFuture(response);
        });
    }

    /// Replaces the handlers of the exchange before. Listeners would accumulate for the life of the connection.
    private void guard(HttpConnection connection) {
        connection.closeHandler(_ -> bodyReleased.tryComplete());
        // Without a handler, Vert.x would log each failure of the connection.
        connection.exceptionHandler(_ -> {});
        if (connection instanceof ConnectionBase base) {
            ResponseHeadFilter.addTo(base);
        }
    }

    private Future<Response> receive(HttpClientResponse response) {
        head = response;
        Promise<Response> read = Promise.promise();
        response.handler(chunk -> {
            start.appendBuffer(chunk, 0, Math.min(chunk.length(), largestResponse - start.length()));
            if (start.length() >= largestResponse && read.tryComplete(known(response))) {
                closeNow(response.request());
            }
        });
        response.end().onSuccess(_ -> read.tryComplete(known(response))).onFailure(read::tryFail);
        return read.future();
    }
}
