package io.sidecars.demoapp.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.http.Answer;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Refusal;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.reload.Outcome;
import io.sidecars.demoapp.reload.Reloads;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /-/reload`, `GET /-/config` and the [Commands].
public final class Admin {

    private static final Logger log = LoggerFactory.getLogger(Admin.class);
    private static final int MAX_SIGNAL = 4 << 20; // what a ConfigMap and a Secret hold, in base64

    private final Reloads reloads;
    private final Commands commands;
    private final MeterRegistry meters;

    private record Config(String version, String url, String user, String password, int poolSize) {}

    public Admin(Reloads reloads, Commands commands, MeterRegistry meters) {
        this.reloads = reloads;
        this.commands = commands;
        this.meters = meters;
    }

    public Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = commands.endpoints("/-/");
        endpoints.put("POST /-/reload", this::reload);
        endpoints.put("GET /-/config", request -> config());
        return endpoints;
    }

    /// A signal that carries no content says that what is mounted has changed; the rest of its body is not needed.
    private Answer reload(Request request) throws Refusal, IOException, InterruptedException {
        Snapshot pushed;
        try {
            pushed = PushedConfig.in(request.body(MAX_SIGNAL).getBytes());
        } catch (Refusal e) {
            return refusal(e.status(), "rejected", e.sentence());
        }
        return switch (pushed == null ? reloads.reload() : reloads.reload(pushed)) {
            case Outcome.Running(String version) -> {
                count("accepted");
                yield Answer.json(200, Map.of("version", version));
            }
            case Outcome.Rejected(String reason) -> refusal(422, "rejected", reason);
            case Outcome.Unavailable(String reason) -> refusal(503, "unavailable", reason);
        };
    }

    private Answer refusal(int status, String outcome, String reason) {
        count(outcome);
        log.atWarn()
                .addKeyValue("outcome", outcome)
                .addKeyValue("reason", reason)
                .log("reload refused");
        Map<String, @Nullable String> body = new LinkedHashMap<>();
        body.put("version", reloads.version());
        body.put("error", reason);
        return Answer.json(status, body);
    }

    private void count(String outcome) {
        meters.counter("demo.reloads", "outcome", outcome).increment();
    }

    private Answer config() {
        Reloads.Running running = reloads.running();
        if (running == null) {
            return Answer.error(503, "no configuration runs yet");
        }
        DatabaseSettings settings = running.settings();
        String password = settings.password().fingerprint();
        return Answer.json(
                200, new Config(running.version(), settings.url(), settings.user(), password, settings.poolSize()));
    }
}
