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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request and its answer, on the event loop: elsewhere an answer can be over before its handlers are set.
final class HttpExchange {
    /// What is left of an answer.
    ///
    /// @param body no more than the first [Response#LARGEST] bytes
    record Received(int status, @Nullable String retryAfter, Buffer body) {
        private boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    private final HttpClient client;
    private final HostAndPort authority;
    private final Buffer body;
    private final Promise<Void> released = Promise.promise();
    private boolean begun;
    private boolean over;

    /// @param authority for the header Host, whatever name the receiver's certificate has
    HttpExchange(HttpClient client, HostAndPort authority, Buffer body) {
        this.client = client;
        this.authority = authority;
        this.body = body;
    }

    /// The answer within the time limit. When the future completes, nobody reads the body any more, and nothing of it
    /// is sent any more.
    Future<Received> run(RequestOptions options, Duration limit) {
        // A client that is closed throws.
        Future<HttpClientRequest> connected = Future.<Void>succeededFuture().compose(_ -> client.request(options));
        return connected
                .compose(this::send)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(_ -> giveUp(connected))
                .transform(received -> {
                    over = true;
                    return (begun ? released.future() : Future.<Void>succeededFuture())
                            .transform(_ -> received.succeeded()
                                    ? Future.succeededFuture(received.result())
                                    : Future.failedFuture(received.cause()));
                });
    }

    /// Never two in flight, and a connection that is made too late sends nothing.
    private void giveUp(Future<HttpClientRequest> connected) {
        over = true;
        connected.onSuccess(HttpExchange::cut);
    }

    /// At once: what Vert.x calls closing and resetting waits until everything is sent.
    private static void cut(HttpClientRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            ChannelFuture _ = connection.channelHandlerContext().close();
        } else {
            Future<Void> _ = request.connection().close();
        }
    }

    private Future<Received> send(HttpClientRequest request) {
        if (over) {
            return Future.failedFuture("too late");
        }
        begun = true;
        request.authority(authority);
        Future<Received> received = request.response().compose(HttpExchange::receive);
        Future<Void> written = body.length() == 0 ? request.end() : request.end(body);
        written.onComplete(_ -> released.tryComplete());
        // In place of the earlier exchange's: a listener for each would stay as long as the connection.
        request.connection().closeHandler(_ -> released.tryComplete());
        return received.compose(answer -> {
            if (written.isComplete()) {
                return Future.succeededFuture(answer);
            }
            if (answer.isSuccess()) { // of what the receiver cannot have seen
                return written.map(answer);
            }
            cut(request);
            return Future.succeededFuture(answer);
        });
    }

    private static Future<Received> receive(HttpClientResponse response) {
        Buffer start = Buffer.buffer();
        response.handler(chunk -> {
            if (start.length() < Response.LARGEST) {
                start.appendBuffer(chunk, 0, Math.min(chunk.length(), Response.LARGEST - start.length()));
            }
        });
        return response.end().map(_ -> new Received(response.statusCode(), response.getHeader("Retry-After"), start));
    }
}
