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
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An app that is signalled by an HTTP request.
final class HttpApp implements App {
    private final Signal.Http signal;
    private final @Nullable VersionProbe probe;
    private final EndpointClient client;
    private final ObjectMapper json = new ObjectMapper();

    HttpApp(Signal.Http signal, @Nullable VersionProbe probe, EndpointClient client) {
        this.signal = signal;
        this.probe = probe;
        this.client = client;
    }

    @Override
    public boolean canBeProbed() {
        return probe != null;
    }

    @Override
    public ProbeResult probe() {
        if (probe == null) {
            throw new IllegalStateException("the app has no status endpoint");
        }
        return probe.run();
    }

    @Override
    public Verdict signal(Change change, Content content) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("X-Config-Version", change.version());
        if (signal.body() != Signal.Body.NONE) {
            headers.put("Content-Type", "application/json");
        }
        try {
            EndpointClient.Response response =
                    client.send(HttpMethod.valueOf(signal.method().name()), headers, body(change, content));
            return verdict(response, content);
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

    private Verdict verdict(EndpointClient.Response response, Content content) {
        JsonNode body = response.json();
        JsonNode reported = body.path("version");
        String version = reported.isTextual() ? AppMessage.of(reported.textValue()) : null;
        if (signal.accepted().contains(response.status())) {
            return new Verdict.Accepted(version);
        }
        String reason = body.path("error").textValue();
        String why = AppMessage.of(content.mask(
                response.status() + " " + (reason == null ? response.body().toString() : reason)));
        return signal.rejects(response.status())
                ? new Verdict.Rejected(version, why)
                : new Verdict.Failed(why, retryAfter(response.retryAfter()), true);
    }

    private static Duration retryAfter(@Nullable String header) {
        Duration asked = RetryAfterHeader.parse(header, Instant.now());
        return asked == null ? Duration.ZERO : asked;
    }
}
