package io.sidecars.logshipper.output;

import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// One request and its response. Runs on the event loop: on another thread the response could end before its handlers
/// are set.
final class HttpExchange {
    private final HttpClient client;
    private final HostAndPort authority;
    private final Buffer body;
    private final InstantSource clock;
    private final Promise<Void> bodyReleased = Promise.promise();
    private boolean sendingBegan;
    private boolean over;

    /// @param authority for the header Host, which may differ from the name in the receiver's certificate
    HttpExchange(HttpClient client, HostAndPort authority, Buffer body, InstantSource clock) {
        this.client = client;
        this.authority = authority;
        this.body = body;
        this.clock = clock;
    }

    /// The response, or a failure when the time limit is reached. When the future completes, the body is no longer
    /// read and no more of it is sent.
    Future<Response> run(RequestOptions options, Duration limit) {
        // Inside compose, because a closed client throws.
        Future<HttpClientRequest> connected = Future.<Void>succeededFuture().compose(_ -> client.request(options));
        return connected
                .compose(this::send)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(_ -> giveUp(connected))
                .transform(response -> {
                    over = true;
                    return (sendingBegan ? bodyReleased.future() : Future.<Void>succeededFuture())
                            .transform(_ -> response.succeeded()
                                    ? Future.succeededFuture(response.result())
                                    : Future.failedFuture(response.cause()));
                });
    }

    /// Closes the connection, so that this request never overlaps with the next one. A connection that is established
    /// after the limit sends nothing.
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
        Future<Response> received = request.response().compose(this::receive);
        Future<Void> written = body.length() == 0 ? request.end() : request.end(body);
        written.onComplete(_ -> bodyReleased.tryComplete());
        // Replaces the handler of the exchange before. Listeners would accumulate for the life of the connection.
        request.connection().closeHandler(_ -> bodyReleased.tryComplete());
        return received.compose(response -> {
            if (written.isComplete()) {
                return Future.succeededFuture(response);
            }
            if (response.isSuccess()) { // The receiver cannot have accepted what is not sent yet.
                return written.map(response);
            }
            closeNow(request);
            return Future.succeededFuture(response);
        });
    }

    private Future<Response> receive(HttpClientResponse response) {
        Buffer start = Buffer.buffer();
        response.handler(chunk -> {
            if (start.length() < Response.LARGEST) {
                start.appendBuffer(chunk, 0, Math.min(chunk.length(), Response.LARGEST - start.length()));
            }
        });
        return response.end().map(_ -> {
            Duration retryAfter = RetryAfterHeader.parse(response.getHeader("Retry-After"), clock.instant());
            return new Response(response.statusCode(), retryAfter, start);
        });
    }
}
