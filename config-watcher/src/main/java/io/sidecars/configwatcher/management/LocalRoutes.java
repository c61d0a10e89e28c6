package io.sidecars.configwatcher.management;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The routes on localhost: `/status`, and what the sidecar adds. A web page in a browser must not reach them,
/// even through a forwarded port. Therefore every request must name a loopback host, and a request that changes
/// something needs a content type that a page cannot send to another origin without permission.
public final class LocalRoutes {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final Map<String, Handler<HttpServerRequest>> routes = new HashMap<>();
    private final Set<String> paths = new HashSet<>();

    public LocalRoutes(Control control) {
        get("/status", request -> status(control, request));
        routes.put("HEAD /status", request -> status(control, request));
    }

    /// Adds a route that changes nothing.
    ///
    /// @param handler called on the event loop
    public LocalRoutes get(String path, Handler<HttpServerRequest> handler) {
        paths.add(path);
        routes.put("GET " + path, handler);
        return this;
    }

    /// Adds a route that changes something.
    ///
    /// @param handler called on the event loop
    public LocalRoutes post(String path, Handler<HttpServerRequest> handler) {
        paths.add(path);
        routes.put("POST " + path, request -> {
            if (String.valueOf(request.getHeader("Content-Type")).startsWith("application/json")) {
                handler.handle(request);
            } else {
                answer(request, 415, "needs Content-Type: application/json");
            }
        });
        return this;
    }

    void handle(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        Handler<HttpServerRequest> handler = routes.get(request.method() + " " + path);
        if (request.authority() == null
                || !LOOPBACK.matcher(request.authority().host()).matches()) {
            answer(request, 403, "the host must be a loopback address");
        } else if (handler != null) {
            handler.handle(request);
        } else if (paths.contains(path)) {
            answer(request, 405, "method not allowed");
        } else {
            answer(request, 404, "no such path");
        }
    }

    /// JSON, or for `Accept: text/plain` a table, then with 503 if a problem needs attention.
    private static void status(Control control, HttpServerRequest request) {
        if ("text/plain".equals(request.getHeader("Accept"))) {
            Control.Page page = control.page();
            answer(request, page.works() ? 200 : 503, "text/plain; charset=utf-8", page.text());
        } else {
            answer(request, 200, "application/json", control.status() + "\n");
        }
    }

    /// Ends the request with one line of text.
    public static void answer(HttpServerRequest request, int status, String text) {
        answer(request, status, "text/plain; charset=utf-8", text + "\n");
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
    }
}
