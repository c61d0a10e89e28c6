package io.sidecars.logshipper.management;

import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What localhost serves. A page in somebody's browser must not reach it, even where a port is forwarded: the host
/// must be a loopback one, and what changes something needs a content type that pages cannot send unasked.
final class LocalRoutes {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Set<String> PATHS = Set.of("/status", "/dead-letters", "/dead-letters/replay");
    private static final long LOOK_MS = 200;
    private static final long LOOKS = Duration.ofSeconds(60).toMillis() / LOOK_MS;

    private final Vertx vertx;
    private final Control control;

    LocalRoutes(Vertx vertx, Control control) {
        this.vertx = vertx;
        this.control = control;
    }

    void handle(HttpServerRequest request) {
        if (request.authority() == null
                || !LOOPBACK.matcher(request.authority().host()).matches()) {
            say(request, 403, "only for a loopback host");
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET /status", "HEAD /status" -> status(request);
            case "GET /dead-letters" -> letters(request);
            case "POST /dead-letters/replay" -> replay(request);
            default -> {
                boolean known = PATHS.contains(String.valueOf(request.path()));
                say(request, known ? 405 : 404, known ? "not with this method" : "there is no such path");
            }
        }
    }

    /// As a table where that is asked for: then with 503 if somebody must look.
    private void status(HttpServerRequest request) {
        if ("text/plain".equals(request.getHeader("Accept"))) {
            Control.Page page = control.page();
            answer(request, page.works() ? 200 : 503, "text/plain; charset=utf-8", page.text());
        } else {
            answer(request, 200, "application/json", control.status() + "\n");
        }
    }

    private void letters(HttpServerRequest request) {
        vertx.executeBlocking(() -> control.deadLetters(request.getParam("output")))
                .onSuccess(files -> letters(request, files))
                .onFailure(problem -> say(request, 500, "the dead letters cannot be listed: " + problem));
    }

    private void letters(HttpServerRequest request, List<Path> files) {
        if (files.isEmpty()) {
            sayThatThereIsNone(request);
            return;
        }
        HttpServerResponse response = request.response();
        response.putHeader("Content-Type", "application/x-ndjson").setChunked(true);
        Future<Void> sent = Future.succeededFuture();
        for (Path file : files) {
            sent = sent.compose(_ -> send(file, response));
        }
        sent.onSuccess(_ -> response.end()).onFailure(_ -> request.connection().close());
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
        if (!String.valueOf(request.getHeader("Content-Type")).startsWith("application/json")) {
            say(request, 415, "needs Content-Type: application/json");
            return;
        }
        Map<String, Integer> begun = control.replay(request.getParam("output"));
        if (begun.isEmpty()) {
            sayThatThereIsNone(request);
        } else {
            awaitReplay(request, begun, LOOKS);
        }
    }

    /// | status | of every output that was asked for |
    /// |---|---|
    /// | 200 | no dead letter is left |
    /// | 202 | it is not over after a minute |
    /// | 422 | the receiver has rejected some again |
    private void awaitReplay(HttpServerRequest request, Map<String, Integer> begun, long looks) {
        List<PipelineStatus> outputs = control.outputs().stream()
                .filter(output -> begun.containsKey(output.name()))
                .toList();
        boolean over = outputs.stream().noneMatch(output -> output.deadLetters().replaying());
        if (!over && looks > 0) {
            vertx.setTimer(LOOK_MS, _ -> awaitReplay(request, begun, looks - 1));
            return;
        }
        boolean none = outputs.stream().allMatch(output -> output.deadLetters().letters() == 0);
        String text = outputs.stream()
                .map(output -> output.name() + ": " + begun.get(output.name()) + " sent once more, "
                        + output.deadLetters().letters() + " left" + (over ? "" : ", not over yet"))
                .collect(Collectors.joining("\n"));
        say(request, over ? (none ? 200 : 422) : 202, text);
    }

    private static void sayThatThereIsNone(HttpServerRequest request) {
        String output = request.getParam("output");
        say(request, 404, output == null ? "no configuration is in use" : "there is no such output");
    }

    private static void say(HttpServerRequest request, int status, String text) {
        answer(request, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
    }
}
