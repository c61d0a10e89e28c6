package io.sidecars.demoapp.collector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.HttpException;
import io.sidecars.demoapp.http.Request;
import io.sidecars.demoapp.http.Response;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets and shows how `/ingest` responds: `POST` and `GET /-/answer`.
final class FailureSwitch {

    private static final Logger log = LoggerFactory.getLogger(FailureSwitch.class);
    private static final int MAX_COMMAND = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private volatile Position position = new Position(new IngestReply(200, null, null));

    /// One setting of the switch. The latch opens when the next setting replaces it.
    private record Position(IngestReply reply, CountDownLatch over) {
        Position(IngestReply reply) {
            this(reply, new CountDownLatch(1));
        }
    }

    Map<String, Endpoint> endpoints() {
        return Map.of("GET /-/answer", request -> Response.json(200, reply()), "POST /-/answer", this::set);
    }

    IngestReply reply() {
        return position.reply;
    }

    /// Waits for the configured delay, or until the switch is set again.
    void delay() throws InterruptedException {
        Position now = position;
        boolean _ = now.over.await(now.reply.delayMillis(), TimeUnit.MILLISECONDS);
    }

    private Response set(Request request) throws HttpException {
        IngestReply wanted = parse(request.body(MAX_COMMAND).getBytes());
        replace(new Position(wanted));
        log.atInfo().addKeyValue("reply", wanted).log("response of /ingest changed");
        return Response.json(200, wanted);
    }

    private synchronized void replace(Position to) {
        Position before = position;
        position = to;
        before.over.countDown();
    }

    private static IngestReply parse(byte[] body) throws HttpException {
        try {
            IngestReply wanted = JSON.readValue(body, IngestReply.class);
            if (wanted != null) {
                return wanted;
            }
        } catch (ValueInstantiationException e) {
            throw new HttpException(
                    400, String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (IOException e) {
            // not JSON, or not of this form: reported below
        }
        throw new HttpException(400, "the body must be like {\"status\":503,\"retryAfter\":\"2\",\"delay\":\"500ms\"}");
    }
}
