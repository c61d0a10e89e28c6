package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// A real HTTP server that counts numbered lines. It refuses a few requests, and takes a few without ever saying
/// so.
final class Collector {
    private static final double REFUSED = 0.03;
    private static final double WITHHELD = 0.01;
    /// More than a replay reaches back.
    private static final int MAX_BEGUN = 4096;

    /// Where the rest of a line that came in pieces must go on.
    private record Place(String file, long offset) {}

    private record Begun(String text, long id) {}

    private final ObjectReader json = new ObjectMapper().readerFor(JsonNode.class);
    private final String run;
    private final Map<String, Ledger> ledgers;
    private final SplittableRandom random;
    private final HttpServer server;
    private final AtomicLong records = new AtomicLong();
    private final Queue<String> corrupted = new ConcurrentLinkedQueue<>();
    /// Two lives of a file may have a line begun at the same offset: the checksum tells which one went on.
    private final Map<Place, Set<Begun>> begun = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Set<Begun>> eldest) {
            return size() > MAX_BEGUN;
        }
    };

    private volatile boolean failing;

    Collector(Vertx vertx, String run, Map<String, Ledger> ledgers, long seed) {
        this.run = run;
        this.ledgers = ledgers;
        this.random = new SplittableRandom(seed);
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> receive(request, body)))
                .listen(0, "127.0.0.1")
                .await();
    }

    /// A round is added to it, so that what a dead program had sent is known as such whenever it is read.
    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
    }

    /// Whether requests may be refused, or not answered, from now on.
    void fail(boolean now) {
        failing = now;
    }

    /// Records taken, however often.
    long records() {
        return records.get();
    }

    /// Records that are no line, whole or continued, as it was written.
    Collection<String> corrupted() {
        return corrupted;
    }

    private void receive(HttpServerRequest request, Buffer body) {
        int round = Integer.parseInt(requireNonNull(request.path()).substring(1));
        double fault = failing ? random.nextDouble() : 1;
        if (fault < REFUSED) {
            request.response().setStatusCode(503).end();
        } else if (fault < REFUSED + WITHHELD) {
            take(body, round, Kills.NEVER);
        } else {
            take(body, round, System.nanoTime());
            request.response().end();
        }
    }

    private void take(Buffer body, int round, long answeredAt) {
        try (MappingIterator<JsonNode> all = json.readValues(body.getBytes())) {
            while (all.hasNext()) {
                take(all.next(), round, answeredAt);
                records.incrementAndGet();
            }
        } catch (IOException | RuntimeException e) {
            corrupted.add(e.toString());
        }
    }

    private void take(JsonNode record, int round, long answeredAt) {
        String text = record.path("message").asText();
        String name =
                Path.of(record.path("log.file.path").asText()).getFileName().toString();
        String file = name.substring(0, name.indexOf('.'));
        long offset = record.path("log.file.offset").asLong();
        long id = id(record.path("log.record.uid").asText());
        Set<Begun> before = text.startsWith(run + " ")
                ? Set.of(new Begun("", 0))
                : Set.copyOf(begun.getOrDefault(new Place(file, offset), Set.of()));
        if (record.path("log.record.partial").asBoolean()) {
            Place rest = new Place(file, offset + text.getBytes(UTF_8).length);
            before.forEach(start ->
                    begun.computeIfAbsent(rest, _ -> new LinkedHashSet<>()).add(append(start, text, id)));
        } else {
            takeEnd(before, text, id, round, answeredAt);
        }
    }

    private void takeEnd(Set<Begun> before, String text, long id, int round, long answeredAt) {
        for (Begun start : before) {
            Begun whole = append(start, text, id);
            NumberedLine line = NumberedLine.parse(whole.text());
            Ledger ledger = line == null ? null : ledgers.get(line.file());
            if (line != null && ledger != null) {
                ledger.take(line, whole.id(), round, answeredAt);
                return;
            }
        }
        corrupted.add(text);
    }

    private static Begun append(Begun start, String text, long id) {
        return new Begun(start.text() + text, Long.rotateLeft(start.id(), 1) + id);
    }

    /// 64 bits are enough to tell the records of one run apart.
    private static long id(String uid) {
        return Long.parseUnsignedLong(uid, 0, 16, 16) + 31 * Long.parseUnsignedLong(uid, 16, 32, 16);
    }
}
