package io.sidecars.configwatcher.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sidecars.configwatcher.config.Config;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An app on the other end of HTTP. Every method blocks, for no longer than its configured timeout.
public final class App {
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);
    private static final int LONGEST_REASON = 200;

    /// Statuses of the 4xx class that say nothing about the version: request timeout, too early, too many requests.
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    private final Config.Target config;
    private final Exchange exchange;
    private final ObjectMapper json = new ObjectMapper();

    public App(Config.Target config, Vertx vertx) {
        this.config = config;
        this.exchange = new Exchange(vertx);
    }

    public boolean hasStatus() {
        return config.status().url() != null;
    }

    public Verdict tell(Change change) {
        RequestOptions request = request(HttpMethod.POST, config.signal().url())
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Config-Version", change.version());
        try {
            Buffer body = Buffer.buffer(json.writeValueAsBytes(change));
            return verdict(exchange.run(request, body, config.signal().timeout()));
        } catch (IOException e) {
            return new Verdict.Failed(line(String.valueOf(e.getMessage())), Duration.ZERO, false);
        }
    }

    private Verdict verdict(Exchange.Answer answer) {
        JsonNode body = parse(answer.body());
        String version = version(body.path("version"));
        if (answer.isSuccess()) {
            return new Verdict.Accepted(version);
        }
        String reason = body.path("error").textValue();
        String why =
                line(answer.status() + " " + (reason == null ? answer.body().toString() : reason));
        boolean rejected = answer.status() >= 400 && answer.status() < 500 && !PASSING.contains(answer.status());
        return rejected
                ? new Verdict.Rejected(version, why)
                : new Verdict.Failed(why, retryAfter(answer.retryAfter()), true);
    }

    /// Only where [#hasStatus].
    public Report ask() {
        URI url = config.status().url();
        if (url == null) {
            throw new IllegalStateException("nothing to ask");
        }
        try {
            Exchange.Answer answer = exchange.run(
                    request(HttpMethod.GET, url),
                    Buffer.buffer(),
                    config.status().timeout());
            if (answer.status() >= 500 || PASSING.contains(answer.status())) {
                return new Report.Unclear("its status answers " + answer.status());
            }
            JsonNode body = answer.isSuccess() ? parse(answer.body()) : MissingNode.getInstance();
            return new Report.Runs(version(body.at(config.status().pointer())));
        } catch (IOException e) {
            return new Report.Silent(line(String.valueOf(e.getMessage())));
        }
    }

    private static RequestOptions request(HttpMethod method, URI url) {
        return new RequestOptions().setMethod(method).setAbsoluteURI(url.toString());
    }

    /// An answer that is no JSON is an answer that says nothing.
    private JsonNode parse(Buffer body) {
        try {
            JsonNode parsed = json.readTree(body.toString());
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /// It is shown and logged, so it is one short line, whatever the app says.
    private static @Nullable String version(JsonNode node) {
        return node.isTextual() ? line(node.textValue()) : null;
    }

    /// In seconds; the form with a date is not understood.
    private static Duration retryAfter(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,9}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    }

    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
