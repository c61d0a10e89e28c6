package io.sidecars.demoapp.http;

/// Answers one kind of request. It runs on a virtual thread of its own and may block.
@FunctionalInterface
public interface Endpoint {

    Response answer(Request request) throws Exception;
}
