package io.sidecars.demoapp.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/// Server-sent events for a limited number of browsers. A browser that reads too slowly is disconnected. It
/// reconnects by itself and misses nothing, because each event contains the complete state.
public final class ServerSentEvents implements AutoCloseable {

    private static final int MAX_UNSENT = 256 << 10;

    private final Vertx vertx;
    private final int max;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    private record Client(HttpServerResponse response, Context context) {}

    public ServerSentEvents(Vertx vertx, int max) {
        this.vertx = vertx;
        this.max = max;
    }

    public int clients() {
        return clients.size();
    }

    /// The response that starts the stream of events.
    public Response answer() {
        return Response.stream(this).with("Cache-Control", "no-store").with("X-Accel-Buffering", "no");
    }

    synchronized void open(HttpServerResponse response) {
        if (clients.size() >= max) {
            response.putHeader("Content-Type", "application/json")
                    .putHeader("Retry-After", "10")
                    .setStatusCode(503)
                    .end("{\"error\":\"" + max + " pages are already open\"}\n");
            return;
        }
        Client client = new Client(response, vertx.getOrCreateContext());
        clients.add(client);
        response.closeHandler(closed -> clients.remove(client));
        response.exceptionHandler(broken -> clients.remove(client));
        response.setWriteQueueMaxSize(MAX_UNSENT).setChunked(true).write("retry: 1000\n\n");
    }

    /// Sends one line of JSON to every browser.
    public void send(String json) {
        write("data: " + json + "\n\n");
    }

    /// Sends a comment, which pages ignore, so that no proxy closes the connection as idle.
    public void ping() {
        write(": ping\n\n");
    }

    private void write(String text) {
        clients.removeIf(client -> !scheduled(client, text));
    }

    private boolean scheduled(Client client, String text) {
        try {
            client.context.runOnContext(go -> write(client, text));
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the program is shutting down
        }
    }

    private void write(Client client, String text) {
        if (client.response.closed() || client.response.ended()) {
            clients.remove(client);
        } else if (client.response.writeQueueFull()) {
            clients.remove(client);
            client.response.reset();
        } else {
            client.response.write(text);
        }
    }

    @Override
    public void close() {
        for (Client client : clients) {
            client.context.runOnContext(go -> client.response.end());
        }
        clients.clear();
    }
}
