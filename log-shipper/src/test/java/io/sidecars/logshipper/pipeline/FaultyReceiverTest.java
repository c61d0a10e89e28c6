package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Fifty thousand records each to a receiver that fails one request in three, in every way that is listed:
/// nothing is lost, and what is sent again is known by its id.
class FaultyReceiverTest extends ShipperFixture {
    private static final int RECORDS = 50_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private @Nullable FaultyStore store;

    @AfterEach
    void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    URI url(String name) {
        return store == null ? super.url(name) : store.url();
    }

    @Test
    void http() throws IOException {
        type = "http";
        deliversEverythingOnce(new Ndjson());
    }

    @Test
    void loki() throws IOException {
        type = "loki";
        deliversEverythingOnce(new Loki());
    }

    @Test
    void elasticsearch() throws IOException {
        type = "elasticsearch";
        deliversEverythingOnce(new Elasticsearch());
    }

    @Test
    void otlp() throws IOException {
        type = "otlp";
        deliversEverythingOnce(new Otlp());
    }

    private void deliversEverythingOnce(FaultyStore.Protocol protocol) throws IOException {
        FaultyStore faulty = new FaultyStore(vertx, protocol);
        store = faulty;
        batchRecords = 500;
        timeout = "200ms";
        append("app.log", numbered(1, RECORDS, UnaryOperator.identity()));
        start();
        run();
        for (int i = 0; i < 1000 && pipeline("first").lagBytes() > 0; i++) {
            run(Duration.ofSeconds(31));
        }

        assertThat(pipeline("first").lagBytes()).isZero();
        assertThat(faulty.stored()).as("keys").hasSize(RECORDS);
        assertThat(new HashSet<>(faulty.stored().values()))
                .isEqualTo(Set.of(numbered(1, RECORDS, UnaryOperator.identity())));
        assertThat(faulty.faults().getLast())
                .as("ways to fail")
                .isEqualTo(faulty.faults().getFirst());
        assertThat(pipeline("first").status().deadLetters().letters()).isZero();
        assertThat(losses).isEmpty();
    }

    private static List<JsonNode> lines(Buffer body) {
        List<JsonNode> lines = new ArrayList<>();
        body.toString().lines().forEach(line -> lines.add(parse(line)));
        return lines;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static final class Ndjson implements FaultyStore.Protocol {
        @Override
        public Map<String, String> decode(String uri, Buffer body) {
            Map<String, String> records = new LinkedHashMap<>();
            for (JsonNode line : lines(body)) {
                records.put(
                        line.path("log.record.uid").asText(),
                        line.path("message").asText());
            }
            return records;
        }

        @Override
        public void accept(HttpServerResponse response, List<Boolean> known) {
            response.end();
        }
    }

    /// Loki takes entries with the same time and text for one.
    private static final class Loki implements FaultyStore.Protocol {
        @Override
        public Map<String, String> decode(String uri, Buffer body) {
            assertThat(uri).isEqualTo("/loki/api/v1/push");
            Map<String, String> records = new LinkedHashMap<>();
            for (JsonNode entry : parse(body.toString()).at("/streams/0/values")) {
                String line = entry.path(1).asText();
                records.put(entry.path(0).asText() + " " + line, line);
            }
            return records;
        }

        @Override
        public void accept(HttpServerResponse response, List<Boolean> known) {
            response.setStatusCode(204).end();
        }

        /// Some of the streams are over their limit.
        @Override
        public void failPartly(HttpServerResponse response, FaultyStore store, Map<String, String> records) {
            store.store(half(records));
            response.setStatusCode(429).end("stream limit");
        }
    }

    private static final class Elasticsearch implements FaultyStore.Protocol {
        @Override
        public Map<String, String> decode(String uri, Buffer body) {
            assertThat(uri).startsWith("/logs-generic-default/_bulk?");
            Map<String, String> records = new LinkedHashMap<>();
            for (Iterator<JsonNode> lines = lines(body).iterator(); lines.hasNext(); ) {
                String id = lines.next().at("/create/_id").asText();
                records.put(id, lines.next().path("message").asText());
            }
            return records;
        }

        @Override
        public void accept(HttpServerResponse response, List<Boolean> known) {
            answer(response, known.stream().map(there -> there ? 409 : 201).toList());
        }

        /// The first half arrives; of the others one is throttled, one fails, and so on.
        @Override
        public void failPartly(HttpServerResponse response, FaultyStore store, Map<String, String> records) {
            List<Integer> statuses = new ArrayList<>();
            store.store(half(records)).forEach(there -> statuses.add(there ? 409 : 201));
            while (statuses.size() < records.size()) {
                statuses.add(statuses.size() % 2 == 0 ? 429 : 503);
            }
            answer(response, statuses);
        }

        private static void answer(HttpServerResponse response, List<Integer> statuses) {
            boolean errors = statuses.stream().anyMatch(status -> status != 201);
            List<Map<String, Map<String, Object>>> items = statuses.stream()
                    .map(status -> Map.of("create", Map.<String, Object>of("status", status)))
                    .toList();
            try {
                response.end(JSON.writeValueAsString(Map.of("errors", errors, "items", items)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Otlp implements FaultyStore.Protocol {
        @Override
        public Map<String, String> decode(String uri, Buffer body) {
            assertThat(uri).isEqualTo("/v1/logs");
            Map<String, String> records = new LinkedHashMap<>();
            for (LogRecord record :
                    parse(body).getResourceLogs(0).getScopeLogs(0).getLogRecordsList()) {
                KeyValue id = record.getAttributes(0);
                assertThat(id.getKey()).isEqualTo("log.record.uid");
                records.put(id.getValue().getStringValue(), record.getBody().getStringValue());
            }
            return records;
        }

        private static ExportLogsServiceRequest parse(Buffer body) {
            try {
                return ExportLogsServiceRequest.parseFrom(body.getBytes());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void accept(HttpServerResponse response, List<Boolean> known) {
            response.putHeader("Content-Type", "application/x-protobuf").end();
        }
    }

    private static Map<String, String> half(Map<String, String> records) {
        Map<String, String> half = new LinkedHashMap<>();
        records.entrySet().stream()
                .limit(records.size() / 2)
                .forEach(record -> half.put(record.getKey(), record.getValue()));
        return half;
    }
}
