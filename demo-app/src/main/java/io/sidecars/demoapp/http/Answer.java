package io.sidecars.demoapp.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an endpoint answers.
///
/// @param stream what follows the headers in place of the body, if not null
public record Answer(
        int status,
        Map<String, String> headers,
        Buffer body,
        @Nullable Broadcast stream) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), Buffer.buffer(body), null);
    }

    public static Answer text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body + "\n");
    }

    /// The body is a record or a map.
    public static Answer json(int status, Object body) {
        try {
            return of(status, "application/json", JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + body.getClass() + " as JSON", e);
        }
    }

    public static Answer error(int status, String sentence) {
        return json(status, Map.of("error", sentence));
    }

    static Answer stream(Broadcast stream) {
        return new Answer(200, Map.of("Content-Type", "text/event-stream"), Buffer.buffer(), stream);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, stream);
    }
}
