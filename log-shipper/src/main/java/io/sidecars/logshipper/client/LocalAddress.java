package io.sidecars.logshipper.client;

import picocli.CommandLine.Option;

/// The option of the commands that ask the running process.
public final class LocalAddress {
    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SHIPPER_LOCAL_ADDRESS:-" + LocalClient.ADDRESS + "}",
            description = "Where the running process answers (default: ${DEFAULT-VALUE}).")
    private String address = "";

    public LocalClient client() {
        return new LocalClient(address, System.out, System.err);
    }
}
