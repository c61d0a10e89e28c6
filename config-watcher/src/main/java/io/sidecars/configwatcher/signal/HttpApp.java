package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecars.configwatcher.config.Signal;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An app that is told by a request.
final class HttpApp implements App {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private final Signal.Http signal;
    private final @Nullable VersionProbe status;
    private final EndpointClient exchange;
    private final ObjectMapper json = new ObjectMapper();

    HttpApp(Signal.Http signal, @Nullable VersionProbe status, EndpointClient exchange) {
        this.signal = signal;
        this.status = status;
        this.exchange = exchange;
    }

    @Override
    public boolean canBeProbed() {
        return status != null;
    }

    @Override
    public ProbeResult probe() {
        if (status == null) {
            throw new IllegalStateException("nothing to ask");
        }
        return status.probe();
    }

    @Override
    public Verdict signal(Change change, Content content) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("X-Config-Version", change.version());
        if (signal.body() != Signal.Body.NONE) {
            headers.put("Content-Type", "application/json");
        }
        try {
            EndpointClient.Response answer =
                    exchange.send(HttpMethod.valueOf(signal.method().name()), headers, body(change, content));
            return verdict(answer, content);
        } catch (IOException e) {
            return new Verdict.Failed(AppMessage.of(e), Duration.ZERO, false);
        }
    }

    private Buffer body(Change change, Content content) throws IOException {
        return switch (signal.body()) {
            case NONE -> Buffer.buffer();
            case NOTIFY -> Buffer.buffer(json.writeValueAsBytes(change));
            case PUSH -> {
                ObjectNode body = json.valueToTree(change);
                ObjectNode files = body.putObject("files");
                content.files().forEach(files::put);
                yield Buffer.buffer(json.writeValueAsBytes(body));
            }
        };
    }

    private Verdict verdict(EndpointClient.Response answer, Content content) {
        JsonNode body = answer.json();
        JsonNode runs = body.path("version");
        String version = runs.isTextual() ? AppMessage.of(runs.textValue()) : null;
        if (signal.accepted().contains(answer.status())) {
            return new Verdict.Accepted(version);
        }
        String reason = body.path("error").textValue();
        String why = AppMessage.of(content.mask(
                answer.status() + " " + (reason == null ? answer.body().toString() : reason)));
        return signal.rejects(answer.status())
                ? new Verdict.Rejected(version, why)
                : new Verdict.Failed(why, retryAfter(answer.retryAfter()), true);
    }

    /// In seconds; the form with a date is not understood.
    private static Duration retryAfter(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    }
}
