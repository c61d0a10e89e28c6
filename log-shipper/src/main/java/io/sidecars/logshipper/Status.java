package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalAddress;
import io.sidecars.logshipper.client.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Asks the running process for its status.
@Command(name = "status", description = "Show the outputs of the running process, their state and lag, and its files.")
final class Status implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return local.send(Request.status(json));
    }
}
