package io.sidecars.demoapp.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.Answer;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Refusal;
import io.sidecars.demoapp.http.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes records in and shows what came. On request it fails instead, and then counts nothing.
public final class Collector {

    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final int MAX_BODY = 4 << 20;
    private static final int MAX_COMMAND = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger = new Ledger();
    private final Semaphore bytes = new Semaphore(MAX_BODY, true); // bodies in memory at the same time
    private volatile Reply reply = new Reply(200, null);

    /// What `/ingest` answers: 200, or a failure and when to come again.
    private record Reply(int status, @Nullable String retryAfter) {}

    private record Lines(List<String> lines) {}

    /// What the senders and the page ask.
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "POST /ingest",
                this::ingest,
                "GET /stats",
                request -> Answer.json(200, ledger.stats()),
                "GET /lines",
                this::lines,
                "GET /livez",
                request -> Answer.text(200, "alive"));
    }

    /// For 127.0.0.1 only.
    public Map<String, Endpoint> controls() {
        return Map.of("POST /-/answer", this::setReply);
    }

    private Answer ingest(Request request) throws Exception {
        String length = request.header("Content-Length");
        int size =
                length != null && length.matches("\\d{1,7}") ? Math.min(Integer.parseInt(length), MAX_BODY) : MAX_BODY;
        if (!bytes.tryAcquire(size, 5, TimeUnit.SECONDS)) {
            return Answer.error(503, "too many bodies at once").with("Retry-After", "1");
        }
        try {
            List<Delivered> records = RecordParser.parse(request.body(size).getBytes());
            Reply now = reply;
            if (now.status != 200) {
                Answer failure = Answer.error(now.status, "told to fail");
                return now.retryAfter == null ? failure : failure.with("Retry-After", now.retryAfter);
            }
            ledger.add(records);
            return Answer.json(200, Map.of("received", records.size()));
        } finally {
            bytes.release(size);
        }
    }

    private Answer lines(Request request) throws Refusal {
        return Answer.json(200, new Lines(ledger.lines(request.number("last", 50, Ledger.MAX_LINES))));
    }

    private Answer setReply(Request request) throws Exception {
        Reply wanted;
        try {
            wanted = JSON.readValue(request.body(MAX_COMMAND).getBytes(), Reply.class);
        } catch (JsonProcessingException e) {
            throw new Refusal(400, "the body must be like {\"status\":503,\"retryAfter\":\"2\"}");
        }
        if (wanted == null) {
            throw new Refusal(400, "the body must not be null");
        }
        if (wanted.status != 200 && (wanted.status < 300 || wanted.status > 599)) {
            throw new Refusal(400, "status must be 200, or from 300 to 599, but is " + wanted.status);
        }
        if (wanted.retryAfter != null && !wanted.retryAfter.matches("\\d{1,5}")) {
            throw new Refusal(400, "retryAfter must be whole seconds");
        }
        reply = wanted;
        log.atInfo().addKeyValue("status", wanted.status).log("ingest answers");
        return Answer.json(200, wanted);
    }
}
