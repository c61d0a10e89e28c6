package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalAddress;
import io.sidecars.configwatcher.client.Request;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints the status of the running process.
@Command(
        name = "status",
        description =
                "Show what is mounted, what each app runs, and the last versions. Exit code 4: a problem needs attention.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return local.send(Request.status(json));
    }
}
