package io.sidecars.demoapp;

import io.sidecars.demoapp.http.Address;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "collector",
        description = "Runs the collector: a log store in memory that counts lost and duplicate lines exactly.",
        mixinStandardHelpOptions = true,
        versionProvider = DemoApp.Version.class,
        showDefaultValues = true,
        sortOptions = false)
final class CollectorCommand implements Callable<Integer> {

    @Option(
            names = "--address",
            defaultValue = "${env:DEMO_COLLECTOR_ADDRESS:-0.0.0.0:8090}",
            description = "address that receives records")
    private Address address = new Address("0.0.0.0", 8090);

    @Option(
            names = "--control",
            defaultValue = "${env:DEMO_COLLECTOR_CONTROL:-127.0.0.1:8091}",
            description = "loopback address of the failure switch",
            converter = Converters.Loopback.class)
    private Address control = new Address("127.0.0.1", 8091);

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Shutdown.onSignal(CollectorServer.open(address, control));
    }
}
