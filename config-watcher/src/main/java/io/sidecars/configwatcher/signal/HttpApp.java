package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    private final @Nullable Probe probe;
    private final EndpointClient client;
    private final KnownSecrets secrets;
    private final ObjectMapper json = new ObjectMapper();
    /// The version that the app accepted last; null if it has answered anything else, or nothing, since.
    private @Nullable String told;

    HttpApp(Signal.Http signal, @Nullable Probe probe, EndpointClient client, KnownSecrets secrets) {
        this.signal = signal;
        this.probe = probe;
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public boolean canBeProbed() {
        return probe != null;
    }

    @Override
    public @Nullable String note() {
        String note = client.note();
        return note != null || probe == null ? note : probe.note();
    }

    @Override
    public ProbeResult probe() {
        if (probe == null) {
            throw new IllegalStateException("the app has no status endpoint");
        }
        return probe.run(told);
    }

    @Override
    public Verdict signal(Change change, Content content) {
        told = null;
        Map<String, String> headers = new TreeMap<>();
        headers.put("X-Config-Version", change.version());
        if (signal.body() != Signal.Body.NONE) {
            headers.put("Content-Type", "application/json");
        }
        try {
            EndpointClient.Response response =
                    client.send(HttpMethod.valueOf(signal.method().name()), headers, body(change, content));
            return verdict(response, change, content);
        } catch (IOException e) {
            return new Verdict.Failed(secrets.message(String.valueOf(e.getMessage()), content), Duration.ZERO, false);
        }
    }

    private Body body(Change change, Content content) throws IOException {
        return switch (signal.body()) {
            case NONE -> Body.EMPTY;
            case NOTIFY -> Body.of(Buffer.buffer(json.writeValueAsBytes(change)));
            case PUSH -> PushBody.of(change, content);
        };
    }

    private Verdict verdict(EndpointClient.Response response, Change change, Content content) {
        JsonNode body = response.json();
        JsonNode reported = body.path("version");
        String version = reported.isTextual() ? secrets.message(reported.textValue(), content) : null;
        if (signal.accepted().contains(response.status())) {
            told = change.version();
            return new Verdict.Accepted(version);
        }
        String why = secrets.message(response.describe() + " " + reason(response, body), content);
        return signal.rejects(response.status())
                ? new Verdict.Rejected(version, why)
                : new Verdict.Failed(why, retryAfter(response.retryAfter()), true);
    }

    /// JSON without `error` is written anew, because its escapes could hide a secret from the mask.
    private static String reason(EndpointClient.Response response, JsonNode body) {
        String error = body.path("error").textValue();
        if (error != null) {
            return error;
        }
        return body.isMissingNode() ? response.body().toString() : body.toString();
    }

    private static Duration retryAfter(@Nullable String header) {
        Duration asked = RetryAfterHeader.parse(header, Instant.now());
        return asked == null ? Duration.ZERO : asked;
    }
}
