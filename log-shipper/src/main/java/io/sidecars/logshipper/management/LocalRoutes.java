package io.sidecars.logshipper.management;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What localhost serves. A page in somebody's browser must not reach it, even where a port is forwarded: the host
/// must be a loopback one, and what changes something needs a content type that pages cannot send unasked.
final class LocalRoutes {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final Vertx vertx;
    private final Control control;

    LocalRoutes(Vertx vertx, Control control) {
        this.vertx = vertx;
        this.control = control;
    }

    void handle(HttpServerRequest request) {
        if (request.authority() == null
                || !LOOPBACK.matcher(request.authority().host()).matches()) {
            end(request, 403);
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET /status", "HEAD /status" ->
                request.response().putHeader("Content-Type", "application/json").end(control.status());
            case "GET /dead-letters" -> letters(request);
            case "POST /dead-letters/replay" -> replay(request);
            default -> end(request, isKnown(String.valueOf(request.path())) ? 405 : 404);
        }
    }

    private void letters(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
        Future<Void> sent = Future.succeededFuture();
        for (Path file : control.deadLetters(request.getParam("output"))) {
            sent = sent.compose(_ -> send(file, response));
        }
        sent.onComplete(_ -> response.end());
    }

    /// There is no file while there are no letters.
    private Future<Void> send(Path file, HttpServerResponse to) {
        return vertx.fileSystem()
                .open(
                        file.toString(),
                        new OpenOptions().setRead(true).setWrite(false).setCreate(false))
                .compose(
                        open -> open.pipe().endOnComplete(false).to(to).eventually(open::close),
                        _ -> Future.succeededFuture());
    }

    private void replay(HttpServerRequest request) {
        if (!"application/json".equals(request.getHeader("Content-Type"))) {
            end(request, 415);
            return;
        }
        Map<String, Integer> begun = control.replay(request.getParam("output"));
        JsonArray outputs = new JsonArray();
        begun.forEach((name, letters) ->
                outputs.add(new JsonObject().put("name", name).put("letters", letters)));
        request.response()
                .setStatusCode(begun.isEmpty() ? 404 : 202)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("outputs", outputs).encode());
    }

    private static boolean isKnown(String path) {
        return List.of("/status", "/dead-letters", "/dead-letters/replay").contains(path);
    }

    private static void end(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }
}
