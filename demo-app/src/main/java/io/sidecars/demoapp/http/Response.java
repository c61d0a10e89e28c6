package io.sidecars.demoapp.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The response of an endpoint.
///
/// @param stream sent instead of the body, if not null
public record Response(
        int status,
        Map<String, String> headers,
        Buffer body,
        @Nullable ServerSentEvents stream) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static Response of(int status, String contentType, String body) {
        return new Response(status, Map.of("Content-Type", contentType), Buffer.buffer(body), null);
    }

    public static Response text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body + "\n");
    }

    /// A JSON body.
    ///
    /// @param body a record or a map
    public static Response json(int status, Object body) {
        try {
            return of(status, "application/json", JSON.writeValueAsString(body) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + body.getClass() + " as JSON", e);
        }
    }

    public static Response error(int status, String sentence) {
        return json(status, Map.of("error", sentence));
    }

    static Response stream(ServerSentEvents stream) {
        return new Response(200, Map.of("Content-Type", "text/event-stream"), Buffer.buffer(), stream);
    }

    public Response with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Response(status, more, body, stream);
    }
}
