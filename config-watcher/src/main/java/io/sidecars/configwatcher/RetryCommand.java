package io.sidecars.configwatcher;

import io.sidecars.configwatcher.client.LocalAddress;
import io.sidecars.configwatcher.client.Requests;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Lets an operator overrule a rejection: the running process signals the apps again at once.
@Command(name = "retry", description = "Signal the apps again now, even with a version that was rejected.")
final class RetryCommand implements Callable<Integer> {
    @Mixin
    private final LocalAddress local = new LocalAddress();

    @Override
    public Integer call() {
        return local.send(Requests.retry());
    }
}
