package io.sidecars.configwatcher.client;

import picocli.CommandLine.Option;

/// The option of the commands that ask the running process.
public final class LocalAddress {
    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:WATCHER_LOCAL_ADDRESS:-" + LocalClient.ADDRESS + "}",
            description = "Where the running process answers (default: ${DEFAULT-VALUE}).")
    private String address = "";

    public LocalClient client() {
        return new LocalClient(address, System.out, System.err);
    }
}
