package io.sidecars.demoapp.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.http.Answer;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.reload.Outcome;
import io.sidecars.demoapp.reload.Reloads;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /-/reload`, `GET /-/config` and `POST /-/burst`.
public final class Admin {

    private static final Logger log = LoggerFactory.getLogger(Admin.class);
    private static final int MAX_BURST = 1_000_000;

    private final Reloads reloads;
    private final OrderLog orders;
    private final MeterRegistry meters;

    private record Config(String version, String url, String user, String password, int poolSize) {}

    public Admin(Reloads reloads, OrderLog orders, MeterRegistry meters) {
        this.reloads = reloads;
        this.orders = orders;
        this.meters = meters;
    }

    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "POST /-/reload", request -> reload(),
                "GET /-/config", request -> config(),
                "POST /-/burst", this::burst);
    }

    /// What to load is what is mounted, so the body of the request is not needed.
    private Answer reload() throws InterruptedException {
        return switch (reloads.reload()) {
            case Outcome.Running(String version) -> {
                count("accepted");
                yield Answer.json(200, Map.of("version", version));
            }
            case Outcome.Rejected(String reason) -> refusal(422, "rejected", reason);
            case Outcome.Unreadable(String reason) -> refusal(503, "unreadable", reason);
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

    private Answer burst(Request request) throws Exception {
        OrderLog.Burst burst = orders.burst(request.number("lines", 10_000, MAX_BURST));
        return burst == null ? Answer.error(409, "a burst is running") : Answer.json(202, burst);
    }
}
