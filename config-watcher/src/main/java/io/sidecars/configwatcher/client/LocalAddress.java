package io.sidecars.configwatcher.client;

import picocli.CommandLine.Option;

/// The option of every command that asks the running process.
public final class LocalAddress {
    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:WATCHER_LOCAL_ADDRESS:-" + LocalClient.ADDRESS + "}",
            description = "Where the running process answers (default: ${DEFAULT-VALUE}).")
    private String address = "";

    /// Sends the request, prints the response and returns the exit code.
    public int send(Request request) {
        return new LocalClient(address, System.out, System.err).send(request);
    }
}
