package io.sidecars.demoapp.http;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request, as endpoints see it. [#body] blocks.
public final class Request {

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    private final HttpServerRequest request;
    private final Context context;

    Request(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    /// Whether the request may change something.
    boolean isCommand() {
        return request.method().equals(HttpMethod.POST);
    }

    /// The host and port that the caller used in its URL, in lower case. Empty if the request has no `Host`.
    String authority() {
        HostAndPort authority = request.authority();
        return authority == null || authority.port() < 0 ? host() : host() + ":" + authority.port();
    }

    /// The host that the caller used in its URL, in lower case. Empty if the request has no `Host`.
    String host() {
        HostAndPort authority = request.authority();
        return authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
    }

    /// Reads a whole number from 1 to `max` from the query string.
    public int number(String name, int byDefault, int max) throws HttpException {
        String text = request.getParam(name);
        if (text == null) {
            return byDefault;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
            throw new HttpException(
                    400, name + " must be a whole number from 1 to " + max + ", but is \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    public Buffer body(int max) throws HttpException {
        Promise<Buffer> body = Promise.promise();
        context.runOnContext(go -> BodyReader.read(request, max).onComplete(body));
        try {
            return body.future().await(BODY_TIMEOUT);
        } catch (Exception e) { // await() rethrows checked exceptions undeclared
            throw e instanceof HttpException refusal
                    ? refusal
                    : new HttpException(408, "the body did not arrive completely");
        }
    }
}
