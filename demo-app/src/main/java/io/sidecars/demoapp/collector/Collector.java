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

/// Receives records and reports what arrived. On request it fails, and then counts nothing, or it answers slowly.
public final class Collector {

    private static final int MAX_BODY = 4 << 20;

    private final Ledger ledger = new Ledger();
    private final Semaphore bytes =
            new Semaphore(MAX_BODY, true); // limits the bodies that are in memory at the same time
    private final FailureSwitch failures = new FailureSwitch();

    private record Stats(@JsonUnwrapped Ledger.Stats ledger, IngestReply answer) {}

    private record Lines(List<String> lines) {}

    /// The endpoints for senders and for the page.
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

    /// The failure switch. For a listener on 127.0.0.1 only.
    public Map<String, Endpoint> controls() {
        return failures.endpoints();
    }

    /// Counts the records at once and delays only the response, so that a delayed request holds no memory.
    private Response ingest(Request request) throws Exception {
        Response answer = receive(request);
        failures.delay();
        return answer;
    }

    private Response receive(Request request) throws Exception {
        String length = request.header("Content-Length");
        int size =
                length != null && length.matches("\\d{1,7}") ? Math.min(Integer.parseInt(length), MAX_BODY) : MAX_BODY;
        if (!bytes.tryAcquire(size, 5, TimeUnit.SECONDS)) {
            return Response.error(503, "too many concurrent requests").with("Retry-After", "1");
        }
        try {
            List<ReceivedRecord> records = RecordParser.parse(request.body(size).getBytes());
            IngestReply reply = failures.reply();
            if (reply.status() != 200) {
                Response failure = Response.error(reply.status(), "failure requested");
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
