package io.sidecars.configwatcher.signal;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;

/// The body of a request, made piece by piece while it is sent, so that a large one is never in memory as a
/// whole. It can be sent again.
///
/// @param length in bytes, of all pieces together
record Body(long length, Iterable<Buffer> pieces) {
    static final Body EMPTY = of(Buffer.buffer());

    static Body of(Buffer whole) {
        return new Body(whole.length(), List.of(whole));
    }

    /// Sends the request with this body. Must be called on the event loop of the request.
    Future<HttpClientResponse> sendTo(HttpClientRequest request) {
        if (pieces instanceof List<Buffer> list && list.size() == 1) {
            return request.send(list.getFirst());
        }
        request.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(length));
        write(request, pieces.iterator());
        return request.response(); // fails if the request cannot be sent
    }

    private static void write(HttpClientRequest request, Iterator<Buffer> left) {
        while (left.hasNext()) {
            if (request.writeQueueFull()) {
                request.drainHandler(_ -> write(request, left));
                return;
            }
            if (request.write(left.next()).failed()) {
                return;
            }
        }
        request.end();
    }
}
