package io.sidecars.configwatcher.management;

import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.regex.Pattern;

/// What localhost serves. A page in somebody's browser must not reach it, even where a port is forwarded: the host
/// must be a loopback one, and what changes something needs a content type that pages cannot send unasked.
final class LocalRoutes {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Set<String> PATHS = Set.of("/status", "/retry");

    private final Control control;

    LocalRoutes(Control control) {
        this.control = control;
    }

    void handle(HttpServerRequest request) {
        if (request.authority() == null
                || !LOOPBACK.matcher(request.authority().host()).matches()) {
            say(request, 403, "only for a loopback host");
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET /status", "HEAD /status" -> status(request);
            case "POST /retry" -> retry(request);
            default -> {
                boolean known = PATHS.contains(String.valueOf(request.path()));
                say(request, known ? 405 : 404, known ? "not with this method" : "there is no such path");
            }
        }
    }

    /// As a table where that is asked for: then with 503 if somebody must look.
    private void status(HttpServerRequest request) {
        if ("text/plain".equals(request.getHeader("Accept"))) {
            Control.Page page = control.page();
            answer(request, page.works() ? 200 : 503, "text/plain; charset=utf-8", page.text());
        } else {
            answer(request, 200, "application/json", control.status() + "\n");
        }
    }

    private void retry(HttpServerRequest request) {
        if (!String.valueOf(request.getHeader("Content-Type")).startsWith("application/json")) {
            say(request, 415, "needs Content-Type: application/json");
        } else if (control.retry()) {
            say(request, 202, "what was rejected is tried again");
        } else {
            say(request, 404, "no configuration is in use");
        }
    }

    private static void say(HttpServerRequest request, int status, String text) {
        answer(request, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
    }
}
