package io.sidecars.configwatcher;

import picocli.CommandLine.Option;

/// The option of the commands that ask the running process.
final class LocalAddress {
    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:WATCHER_LOCAL_ADDRESS:-" + LocalClient.ADDRESS + "}",
            description = "Where the running process answers (default: ${DEFAULT-VALUE}).")
    private String address = "";

    LocalClient client() {
        return new LocalClient(address, System.out, System.err);
    }
}
