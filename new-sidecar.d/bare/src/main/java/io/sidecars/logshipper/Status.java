package io.sidecars.logshipper;

import io.sidecars.logshipper.program.Addresses;
import io.sidecars.logshipper.program.ExitCode;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Asks the running process.
@Command(name = "status", description = "Show the state of the running process.")
final class Status implements Callable<Integer> {
    @Option(
            names = "--local-address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SHIPPER_LOCAL_ADDRESS:-127.0.0.1:9402}",
            converter = Addresses.Loopback.class,
            description = "Where the running process answers (default: ${DEFAULT-VALUE}).")
    private SocketAddress address = SocketAddress.inetSocketAddress(0, "127.0.0.1");

    @Override
    public Integer call() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/status"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Accept", "text/plain")
                .timeout(Duration.ofSeconds(30))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            System.out.print(response.body());
            return response.statusCode() == 200 ? ExitCode.DONE : ExitCode.TROUBLE;
        } catch (IOException e) {
            System.err.println("no answer from " + address + ": is log-shipper running in this container?");
            return ExitCode.FAILED;
        }
    }
}
