package io.sidecars.logshipper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// A real HTTP server that takes NDJSON and answers as it is told; 200 when it was told nothing.
public final class Receiver implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Queue<Consumer<HttpServerRequest>> answers = new ArrayDeque<>();
    private final List<JsonNode> accepted = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private final List<HttpServerRequest> unanswered = new CopyOnWriteArrayList<>();
    private ToIntFunction<String> judge = _ -> 200;
    private String acceptance = "";

    public Receiver(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> take(request, body.toString())))
                .listen(0, "127.0.0.1")
                .await();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/ingest");
    }

    /// What the next request gets instead of 200; its records do not count as accepted.
    public synchronized void next(Consumer<HttpServerRequest> answer) {
        answers.add(answer);
    }

    public void nextStatus(int... statuses) {
        for (int status : statuses) {
            next(request -> request.response().setStatusCode(status).end("told so"));
        }
    }

    /// What every request gets that nothing else was said about: a status for its body, 200 to take it, 0 for
    /// no answer.
    public synchronized void judge(ToIntFunction<String> status) {
        judge = status;
    }

    /// The body of every 200.
    public synchronized void acceptWith(String body) {
        acceptance = body;
    }

    public synchronized void forgetAnswers() {
        answers.clear();
    }

    public List<String> messages() {
        return accepted.stream().map(record -> record.path("message").asText()).toList();
    }

    public List<JsonNode> records() {
        return List.copyOf(accepted);
    }

    /// Requests that still wait for an answer.
    public List<HttpServerRequest> unanswered() {
        return List.copyOf(unanswered);
    }

    /// Bodies that were answered with 200.
    public List<String> bodies() {
        return List.copyOf(bodies);
    }

    /// Bodies that were answered otherwise.
    public List<String> refused() {
        return List.copyOf(refused);
    }

    private synchronized void take(HttpServerRequest request, String body) {
        Consumer<HttpServerRequest> answer = answers.poll();
        if (answer != null) {
            refused.add(body);
            answer.accept(request);
            return;
        }
        int status = judge.applyAsInt(body);
        if (status == 0) {
            unanswered.add(request);
            return;
        }
        if (status != 200) {
            refused.add(body);
            request.response().setStatusCode(status).end("told so");
            return;
        }
        List<JsonNode> records = new ArrayList<>();
        body.lines().forEach(line -> records.add(parse(line)));
        accepted.addAll(records);
        bodies.add(body);
        request.response().end(acceptance);
    }

    private JsonNode parse(String line) {
        try {
            return json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(line, e);
        }
    }

    @Override
    public void close() {
        server.close().await();
    }
}
