package io.sidecars.demoapp.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.Secret;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.HttpException;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.http.Response;
import io.sidecars.demoapp.reload.ReloadOutcome;
import io.sidecars.demoapp.reload.Reloader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /-/reload`, `GET /-/config` and the [Commands].
public final class AdminApi {

    private static final Logger log = LoggerFactory.getLogger(AdminApi.class);
    private static final int MAX_SIGNAL = 4 << 20; // a ConfigMap and a Secret in base64

    private final Reloader reloader;
    private final Commands commands;
    private final MeterRegistry meters;

    private record Config(String version, String url, String user, String password, int poolSize) {}

    public AdminApi(Reloader reloader, Commands commands, MeterRegistry meters) {
        this.reloader = reloader;
        this.commands = commands;
        this.meters = meters;
    }

    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = commands.endpoints("/-/");
        endpoints.put("POST /-/reload", this::reload);
        endpoints.put("GET /-/config", request -> config());
        return endpoints;
    }

    /// A signal without files means that the mounted configuration has changed. The rest of its body is ignored.
    private Response reload(Request request) throws HttpException, IOException, InterruptedException {
        Snapshot pushed;
        try {
            pushed = PushedConfig.in(request.body(MAX_SIGNAL).getBytes());
        } catch (HttpException e) {
            return failure(e.status(), new ReloadOutcome.Rejected(e.sentence()), e.sentence());
        }
        ReloadOutcome outcome = pushed == null ? reloader.reload() : reloader.reload(pushed);
        return switch (outcome) {
            case ReloadOutcome.Running(String version) -> {
                count(outcome);
                yield Response.json(200, Map.of("version", version));
            }
            case ReloadOutcome.Rejected(String reason) -> failure(422, outcome, reason);
            case ReloadOutcome.Unavailable(String reason) -> failure(503, outcome, reason);
        };
    }

    private Response failure(int status, ReloadOutcome outcome, String reason) {
        count(outcome);
        log.atWarn()
                .addKeyValue("outcome", outcome.label())
                .addKeyValue("reason", reason)
                .log("reload failed");
        Map<String, @Nullable String> body = new LinkedHashMap<>();
        body.put("version", reloader.version());
        body.put("error", reason);
        return Response.json(status, body);
    }

    private void count(ReloadOutcome outcome) {
        meters.counter("demo.reloads", "outcome", outcome.label()).increment();
    }

    private Response config() {
        Reloader.Running running = reloader.running();
        if (running == null) {
            return Response.error(503, "no configuration is running yet");
        }
        DatabaseSettings settings = running.settings();
        return Response.json(
                200, new Config(running.version(), settings.url(), settings.user(), Secret.MASK, settings.poolSize()));
    }
}
