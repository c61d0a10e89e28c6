package io.sidecars.demoapp.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/// Reads a body of limited size completely.
public final class BodyReader {

    private BodyReader() {}

    /// Fails with an [HttpException] (413) as soon as the body exceeds `max` bytes. The rest is read and
    /// discarded.
    public static Future<Buffer> read(ReadStream<Buffer> stream, int max) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        stream.handler(chunk -> {
            if (body.length() + chunk.length() <= max) {
                body.appendBuffer(chunk);
            } else {
                whole.tryFail(new HttpException(413, "the body must not be longer than " + max + " bytes"));
            }
        });
        stream.exceptionHandler(whole::tryFail);
        stream.endHandler(end -> whole.tryComplete(body));
        stream.resume();
        return whole.future();
    }
}
