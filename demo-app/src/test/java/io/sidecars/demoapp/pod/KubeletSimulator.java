package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Guard;
import io.sidecars.demoapp.http.HttpException;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.http.Response;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Simulates, on request, what happens to a Pod: an operator edits its ConfigMap, or a container dies. It
/// listens on 127.0.0.1 only and accepts no commands from web pages.
final class KubeletSimulator implements AutoCloseable {
    private static final int MAX_COMMAND = 1024;
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The response may go through the app, which must not be killed before it has forwarded it.
    private static final Executor AFTER_THE_ANSWER = CompletableFuture.delayedExecutor(
            200, TimeUnit.MILLISECONDS, task -> Thread.ofVirtual().start(task));

    private final DemoConfigMap config;
    private final Map<String, Runnable> kills;
    private final Vertx vertx;
    private final Listener listener;

    /// @param port 0 for any free port
    /// @param kills kills each container, by name
    KubeletSimulator(int port, DemoConfigMap config, Map<String, Runnable> kills) throws IOException {
        this.config = config;
        this.kills = Map.copyOf(kills);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        listener = Listener.open(
                vertx,
                "kubelet-simulator",
                new Address("127.0.0.1", port),
                Map.of(
                        "GET /config", request -> Response.json(200, Map.of("config", config.content())),
                        "POST /config", this::edit,
                        "POST /kill", this::kill),
                Map::of,
                Guard::localhost);
    }

    String url() {
        return "http://" + listener.address();
    }

    private Response edit(Request request) throws HttpException, IOException {
        String wanted = parameter(request, "config");
        try {
            return Response.json(200, Map.of("config", wanted, "version", config.edit(wanted)));
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, String.valueOf(e.getMessage()));
        }
    }

    private Response kill(Request request) throws HttpException, IOException {
        String what = parameter(request, "what");
        Runnable kill = kills.get(what);
        if (kill == null) {
            Set<String> names = new TreeSet<>(kills.keySet());
            throw new HttpException(400, "what must be one of " + names + ", but is \"" + what + "\"");
        }
        AFTER_THE_ANSWER.execute(kill);
        return Response.json(202, Map.of("what", what));
    }

    private static String parameter(Request request, String name) throws HttpException {
        try {
            JsonNode value = JSON.readTree(request.body(MAX_COMMAND).getBytes()).path(name);
            if (value.isTextual()) {
                return value.asText();
            }
        } catch (IOException e) {
            // not JSON: reported below
        }
        throw new HttpException(400, "the body must be like {\"" + name + "\":\"…\"}");
    }

    @Override
    public void close() {
        try {
            listener.close();
            vertx.close().await(CLOSES_WITHIN);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the kubelet simulator does not close", e);
        }
    }
}
