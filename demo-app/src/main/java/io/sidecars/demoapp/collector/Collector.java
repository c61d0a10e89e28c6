package io.sidecars.demoapp.collector;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.HttpException;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.http.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Takes records in and shows what came. On request it fails instead, and then counts nothing, or is slow.
public final class Collector {

    private static final int MAX_BODY = 4 << 20;

    private final Ledger ledger = new Ledger();
    private final Semaphore bytes = new Semaphore(MAX_BODY, true); // bodies in memory at the same time
    private final FailureSwitch failures = new FailureSwitch();

    private record Stats(@JsonUnwrapped Ledger.Stats ledger, IngestReply answer) {}

    private record Lines(List<String> lines) {}

    /// What the senders and the page ask.
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "POST /ingest",
                this::ingest,
                "GET /stats",
                request -> Response.json(200, new Stats(ledger.stats(), failures.reply())),
                "GET /lines",
                this::lines,
                "GET /livez",
                request -> Response.text(200, "alive"));
    }

    /// For 127.0.0.1 only.
    public Map<String, Endpoint> controls() {
        return failures.endpoints();
    }

    /// Takes in at once and answers late, so that what waits for its answer takes no memory.
    private Response ingest(Request request) throws Exception {
        Response answer = takeIn(request);
        failures.delay();
        return answer;
    }

    private Response takeIn(Request request) throws Exception {
        String length = request.header("Content-Length");
        int size =
                length != null && length.matches("\\d{1,7}") ? Math.min(Integer.parseInt(length), MAX_BODY) : MAX_BODY;
        if (!bytes.tryAcquire(size, 5, TimeUnit.SECONDS)) {
            return Response.error(503, "too many bodies at once").with("Retry-After", "1");
        }
        try {
            List<ReceivedRecord> records = RecordParser.parse(request.body(size).getBytes());
            IngestReply reply = failures.reply();
            if (reply.status() != 200) {
                Response failure = Response.error(reply.status(), "told to fail");
                return reply.retryAfter() == null ? failure : failure.with("Retry-After", reply.retryAfter());
            }
            ledger.add(records);
            return Response.json(200, Map.of("received", records.size()));
        } finally {
            bytes.release(size);
        }
    }

    private Response lines(Request request) throws HttpException {
        return Response.json(200, new Lines(ledger.lines(request.number("last", 50, Ledger.MAX_LINES))));
    }
}
