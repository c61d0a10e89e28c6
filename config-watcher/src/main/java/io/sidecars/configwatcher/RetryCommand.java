package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// An operator knows better than the last answer.
@Command(name = "retry", description = "Try again, now, whatever version was rejected.")
final class RetryCommand implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Override
    public Integer call() {
        return local.client().retry();
    }
}
