package io.sidecars.demoapp.http;

import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// A limited number of connections to a listener. One more closes the oldest of the address that has the most,
/// so that a client that holds all of them keeps neither the kubelet nor a browser out. Used on the listener's
/// event loop only.
final class OpenConnections {

    private final int max;
    /// The address of each, the oldest first.
    private final Map<HttpConnection, String> addresses = new LinkedHashMap<>();

    OpenConnections(int max) {
        this.max = max;
    }

    void add(HttpConnection connection) {
        if (addresses.size() >= max) {
            closeOneOf(addressWithMost());
        }
        SocketAddress address = connection.remoteAddress(); // null if it is closed already
        addresses.put(connection, address == null ? "" : String.valueOf(address.hostAddress()));
        connection.closeHandler(closed -> addresses.remove(connection));
        connection.exceptionHandler(broken -> {}); // Vert.x would log each, so a client could fill the log
    }

    private String addressWithMost() {
        Map<String, Integer> counts = new HashMap<>();
        String most = "";
        for (String address : addresses.values()) {
            int count = counts.merge(address, 1, Integer::sum);
            if (count > counts.getOrDefault(most, 0)) {
                most = address;
            }
        }
        return most;
    }

    private void closeOneOf(String address) {
        for (Map.Entry<HttpConnection, String> entry : addresses.entrySet()) {
            if (entry.getValue().equals(address)) {
                addresses.remove(entry.getKey());
                closeNow(entry.getKey());
                return;
            }
        }
    }

    /// Vert.x's own close waits until everything is sent.
    private static void closeNow(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelFuture _ = base.channelHandlerContext().close();
        } else {
            Future<Void> _ = connection.close();
        }
    }
}
