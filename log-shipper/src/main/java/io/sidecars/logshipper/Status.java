package io.sidecars.logshipper;

import io.sidecars.logshipper.client.LocalAddress;
import io.sidecars.logshipper.client.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the running process says of itself.
@Command(name = "status", description = "Show what the running process does: outputs, their lag, files.")
final class Status implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Option(names = "--json", description = "Print JSON in place of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return local.send(Request.status(json));
    }
}
