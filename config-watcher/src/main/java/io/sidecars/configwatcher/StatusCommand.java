package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the running process says of itself.
@Command(
        name = "status",
        description =
                "Show what is mounted, what each app runs, and the last versions. Exit code 4: somebody must look.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Option(names = "--json", description = "Print JSON in place of a table.")
    private boolean json;

    @Override
    public Integer call() {
        return local.client().status(json);
    }
}
