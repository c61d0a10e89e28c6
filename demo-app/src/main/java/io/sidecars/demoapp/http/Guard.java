package io.sidecars.demoapp.http;

/// Decides whether a `POST` request is allowed. Called before the endpoint.
@FunctionalInterface
public interface Guard {

    void check(Request request) throws HttpException;

    /// For listeners on 127.0.0.1: a browser could send a command on behalf of any web page, and then adds `Origin`.
    static void noWebPages(Request request) throws HttpException {
        if (request.header("Origin") != null) {
            throw new HttpException(403, "commands from web pages are not accepted");
        }
    }
}
