package io.sidecars.demoapp.http;

/// Handles one kind of request. It runs on its own virtual thread and may block.
@FunctionalInterface
public interface Endpoint {

    Response handle(Request request) throws Exception;
}
