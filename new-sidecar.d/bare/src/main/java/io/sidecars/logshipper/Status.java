package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalAddress;
import io.sidecars.logshipper.client.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Asks the running process.
@Command(name = "status", description = "Show the state of the running process.")
final class Status implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        return local.send(Request.status(json));
    }
}
