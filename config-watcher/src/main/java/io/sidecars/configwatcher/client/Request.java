package io.sidecars.configwatcher.client;

import java.time.Duration;

/// What a command asks the running process.
///
/// @param line method and path, such as `GET /status`
/// @param accept the content type of the response
/// @param success the status code that means exit code 0
/// @param timeout how long to wait for each part of the response
public record Request(String line, String accept, int success, Duration timeout) {
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

    /// A request that the running process answers at once.
    public Request(String line, String accept, int success) {
        this(line, accept, success, USUAL_TIMEOUT);
    }

    public static Request status(boolean json) {
        return new Request("GET /status", json ? "application/json" : "text/plain", 200);
    }
}
