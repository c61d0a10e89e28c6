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

/// What `/ingest` answers until it is told otherwise: `GET` and `POST /-/answer`.
final class FailureSwitch {

    private static final Logger log = LoggerFactory.getLogger(FailureSwitch.class);
    private static final int MAX_COMMAND = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private volatile Position position = new Position(new IngestReply(200, null, null));

    /// One position of the switch, and the end of its time.
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

    /// Waits as long as an answer is to be delayed, but not beyond the moment when the switch is set anew.
    void delay() throws InterruptedException {
        Position now = position;
        boolean _ = now.over.await(now.reply.delayMillis(), TimeUnit.MILLISECONDS);
    }

    private Response set(Request request) throws HttpException {
        IngestReply wanted = parse(request.body(MAX_COMMAND).getBytes());
        turn(new Position(wanted));
        log.atInfo().addKeyValue("reply", wanted).log("ingest answers");
        return Response.json(200, wanted);
    }

    private synchronized void turn(Position to) {
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
            // not JSON, or not of this shape: the sentence below says so
        }
        throw new HttpException(400, "the body must be like {\"status\":503,\"retryAfter\":\"2\",\"delay\":\"500ms\"}");
    }
}
