package io.sidecars.demoapp.http;

/// Decides whether a request is allowed. Called before the endpoint.
@FunctionalInterface
public interface Guard {

    void check(Request request) throws HttpException;

    /// For listeners that other Pods reach: accepts no commands from web pages. A browser adds `Origin` to a
    /// command that it sends on behalf of a page.
    static void noWebPages(Request request) throws HttpException {
        if (request.isCommand() && request.header("Origin") != null) {
            throw new HttpException(403, "commands from web pages are not accepted");
        }
    }

    /// For listeners on localhost: like [#noWebPages], and every request must name a loopback host. An attacker
    /// can point a host name at 127.0.0.1 (DNS rebinding). To a browser, the attacker's page and this listener
    /// are then the same origin, so the page could read the responses.
    static void localhost(Request request) throws HttpException {
        if (!request.host().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]")) {
            throw new HttpException(403, "the host must be a loopback address");
        }
        noWebPages(request);
    }
}
