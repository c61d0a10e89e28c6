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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lists dead letters, and sends them again.
public final class DeadLetterRoutes {
    private static final int LISTINGS = 4;
    private static final long POLL_MS = 200;
    private static final long POLLS = Duration.ofSeconds(60).toMillis() / POLL_MS;

    /// The dead letters of the running process.
    public interface DeadLetterControl {
        /// The state of each output; empty without a valid configuration. Called on the event loop.
        List<PipelineStatus> outputs();

        /// The files of dead letters, each NDJSON; empty if there is no such output. May block.
        ///
        /// @param output null for all outputs
        List<Path> deadLetters(@Nullable String output);

        /// Starts to send dead letters again. Called on the event loop.
        ///
        /// @param output null for all outputs
        /// @return the number of dead letters by output; empty if there is no such output
        Map<String, Integer> replay(@Nullable String output);
    }

    private final Vertx vertx;
    private final DeadLetterControl control;
    private int listings;

    private DeadLetterRoutes(Vertx vertx, DeadLetterControl control) {
        this.vertx = vertx;
        this.control = control;
    }

    public static LocalRoutes addTo(LocalRoutes routes, Vertx vertx, DeadLetterControl control) {
        DeadLetterRoutes deadLetters = new DeadLetterRoutes(vertx, control);
        return routes.get("/dead-letters", deadLetters::list).post("/dead-letters/replay", deadLetters::replay);
    }

    private void list(HttpServerRequest request) {
        if (listings >= LISTINGS) { // what waits for a worker thread is bounded
            LocalRoutes.answer(request, 503, "too many requests for dead letters at once");
            return;
        }
        listings++;
        vertx.executeBlocking(() -> control.deadLetters(request.getParam("output")))
                .onComplete(_ -> listings--)
                .onSuccess(files -> send(request, files))
                .onFailure(problem -> LocalRoutes.answer(request, 500, "dead letters cannot be listed: " + problem));
    }

    private void send(HttpServerRequest request, List<Path> files) {
        if (files.isEmpty()) {
            noSuchOutput(request);
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

    /// An output without dead letters has no file.
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
        Map<String, Integer> started = control.replay(request.getParam("output"));
        if (started.isEmpty()) {
            noSuchOutput(request);
        } else {
            awaitReplay(request, started, POLLS);
        }
    }

    /// | status code | meaning, for all outputs of the request |
    /// |---|---|
    /// | 200 | no dead letter is left |
    /// | 202 | the replay is still running after a minute |
    /// | 422 | the receiver rejected at least one record again |
    private void awaitReplay(HttpServerRequest request, Map<String, Integer> started, long polls) {
        List<PipelineStatus> outputs = control.outputs().stream()
                .filter(output -> started.containsKey(output.name()))
                .toList();
        boolean over = outputs.stream().noneMatch(output -> output.deadLetters().replaying());
        if (request.response().closed()) {
            return; // so that there are no more timers than connections
        }
        if (!over && polls > 0) {
            vertx.setTimer(POLL_MS, _ -> awaitReplay(request, started, polls - 1));
            return;
        }
        boolean none = outputs.stream().allMatch(output -> output.deadLetters().letters() == 0);
        String text = outputs.stream()
                .map(output -> output.name() + ": " + started.get(output.name()) + " sent again, "
                        + output.deadLetters().letters() + " left" + (over ? "" : ", still running"))
                .collect(Collectors.joining("\n"));
        LocalRoutes.answer(request, over ? (none ? 200 : 422) : 202, text);
    }

    private static void noSuchOutput(HttpServerRequest request) {
        String output = request.getParam("output");
        LocalRoutes.answer(request, 404, output == null ? "no configuration is in use" : "no such output");
    }
}
