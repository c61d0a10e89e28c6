package io.sidecars.demoapp.http;

/// Decides who may command; asked before every `POST`.
@FunctionalInterface
public interface Guard {

    void check(Request request) throws HttpException;

    /// For what listens on 127.0.0.1, where a browser may come on behalf of any web page. It says so with an `Origin`.
    static void noWebPages(Request request) throws HttpException {
        if (request.header("Origin") != null) {
            throw new HttpException(403, "commands are not taken from web pages");
        }
    }
}
