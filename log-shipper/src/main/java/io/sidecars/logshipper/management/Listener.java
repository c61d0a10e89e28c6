package io.sidecars.logshipper.management;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1 listener whose use of memory, file descriptors and time is bounded, whatever its clients do:
///
/// - A connection carries one request, so there are no more requests than connections. A client that pipelines a
///   second one is disconnected.
/// - One connection more than `connections` closes the oldest of the address that has the most. So a client that
///   holds every connection keeps out neither the kubelet nor an operator.
/// - A connection is closed when nothing could be written to it for the time limit: the request came too slowly,
///   or the client does not read.
/// - No more is accepted than the event loop has taken over. The rest waits in the kernel.
/// - HTTP/2 is not spoken. One of its connections carries any number of requests and window sizes.
final class Listener {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);
    private static final int MAX_LINE = 4 << 10;
    private static final int MAX_HEADERS = 8 << 10;
    private static final int RECEIVE_BUFFER = 8 << 10;
    private static final int SEND_BUFFER = 64 << 10;
    private static final int BACKLOG = 1024;
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

    private static final class Peer {
        private final String address;
        private boolean hasAsked;

        private Peer(String address) {
            this.address = address;
        }
    }

    private final int connections;
    private final Handler<HttpServerRequest> handler;
    /// The oldest first. Used on the event loop only.
    private final Map<HttpConnection, Peer> open = new LinkedHashMap<>();

    private boolean paused;
    private long warned = System.nanoTime() - BETWEEN_WARNINGS;

    private Listener(int connections, Handler<HttpServerRequest> handler) {
        this.connections = connections;
        this.handler = handler;
    }

    /// Binds the address.
    ///
    /// @param connections how many may be open at once
    /// @param limit how long a client may keep the listener waiting
    static Future<HttpServer> listen(
            Vertx vertx, SocketAddress address, int connections, Duration limit, Handler<HttpServerRequest> handler) {
        Listener listener = new Listener(connections, handler);
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setReceiveBufferSize(RECEIVE_BUFFER)
                .setSendBufferSize(SEND_BUFFER)
                .setAcceptBacklog(BACKLOG)
                .setWriteIdleTimeout(Math.toIntExact(limit.toSeconds()))
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return vertx.createHttpServer(options)
                .connectionHandler(listener::opened)
                .requestHandler(listener::serve)
                .listen(address);
    }

    private void opened(HttpConnection connection) {
        acceptNoMoreUntilTheLoopHasCaughtUp(connection);
        if (open.size() >= connections) {
            closeOneOf(addressWithMost());
        }
        open.put(connection, new Peer(addressOf(connection)));
        connection.closeHandler(_ -> open.remove(connection));
        connection.exceptionHandler(_ -> {}); // Vert.x would log each: the client would decide how much is logged
    }

    /// The acceptor has a thread of its own. Clients that connect again and again would make it queue any number
    /// of connections for the event loop.
    private void acceptNoMoreUntilTheLoopHasCaughtUp(HttpConnection connection) {
        if (!paused && connection instanceof ConnectionBase base) {
            paused = true;
            Channel acceptor = base.channel().parent();
            ChannelConfig _ = acceptor.config().setAutoRead(false);
            base.channel()
                    .eventLoop()
                    .execute(
                            () -> { // behind the connections that are queued already
                                paused = false;
                                ChannelConfig _ = acceptor.config().setAutoRead(true);
                            });
        }
    }

    private static String addressOf(HttpConnection connection) {
        SocketAddress address = connection.remoteAddress();
        return address == null ? "" : String.valueOf(address.hostAddress()); // null if it is closed already
    }

    private String addressWithMost() {
        Map<String, Integer> counts = new HashMap<>();
        String most = "";
        for (Peer peer : open.values()) {
            int count = counts.merge(peer.address, 1, Integer::sum);
            if (count > counts.getOrDefault(most, 0)) {
                most = peer.address;
            }
        }
        return most;
    }

    private void closeOneOf(String address) {
        if (System.nanoTime() - warned >= BETWEEN_WARNINGS) {
            warned = System.nanoTime();
            log.atWarn()
                    .addKeyValue("limit", connections)
                    .addKeyValue("mostFrom", address)
                    .log("too many connections to the management endpoints, closing the oldest");
        }
        for (Map.Entry<HttpConnection, Peer> entry : open.entrySet()) {
            if (entry.getValue().address.equals(address)) {
                open.remove(entry.getKey());
                closeNow(entry.getKey());
                return;
            }
        }
    }

    private void serve(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        Peer peer = open.get(connection);
        if (peer == null || peer.hasAsked) {
            closeNow(connection);
            return;
        }
        peer.hasAsked = true;
        // Closed after the whole request was read, because the client gets a reset otherwise and may lose the response.
        Future<Void> read = request.end();
        request.response().putHeader("Connection", "close").endHandler(_ -> read.onComplete(_ -> connection.close()));
        handler.handle(request);
    }

    /// Closes at once. Vert.x's own close waits until everything is sent.
    private static void closeNow(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelFuture _ = base.channelHandlerContext().close();
        } else {
            Future<Void> _ = connection.close();
        }
    }
}
