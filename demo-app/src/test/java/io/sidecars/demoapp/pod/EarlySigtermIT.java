package io.sidecars.demoapp.pod;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/// SIGTERM at any moment of log-shipper's start as process 1 of a container that has one core. The kernel drops a
/// signal for which process 1 has no handler. The JVM ends at one that arrives between its own handler and `main`.
/// Whatever happens, nothing is lost once `main` has begun.
///
/// `-Dsigterm.step=10` sends a signal for every 10 ms of the start; without it, there are fewer rounds.
@ExtendWith(NeedsContainers.class)
class EarlySigtermIT {
    private static final int STEP = Integer.getInteger("sigterm.step", 400);
    private static final int LINES = 1000;
    private static final int ENDED_BY_THE_JVM = 143;
    private static final int NOT_ENDED = -1;

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final AtomicInteger delivered = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private HttpServer receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            for (byte each : exchange.getRequestBody().readAllBytes()) {
                if (each == '\n') {
                    delivered.incrementAndGet();
                }
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(
                directory.resolve("app.log"),
                IntStream.range(0, LINES).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void losesNothingAsProcessOne() throws Exception {
        int dropped = 0;
        int endedByTheJvm = 0;
        int drained = 0;
        boolean wholeStart = false;
        for (int millis = 0; !wholeStart; millis += STEP) {
            delivered.set(0);
            String container = start();
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
                wholeStart = delivered.get() > 0;
                terminate(container);
                int code = exitCode(container, 15);
                if (code == NOT_ENDED) {
                    dropped++;
                    assertThat(delivered).as("dropped after %d ms", millis).hasValue(LINES);
                    terminate(container);
                    assertThat(exitCode(container, 60)).isZero();
                } else if (code == ENDED_BY_THE_JVM && !log(container).contains("io.sidecars.logshipper.Run ")) {
                    endedByTheJvm++;
                    assertThat(delivered).as("ended after %d ms", millis).hasValue(0);
                } else {
                    drained++;
                    assertThat(code)
                            .as("after %d ms: %s", millis, log(container))
                            .isZero();
                    assertThat(delivered).as("after %d ms", millis).hasValue(LINES);
                }
            } finally {
                docker.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            }
        }
        assertThat(drained).isPositive();
        System.out.printf(
                "SIGTERM every %d ms of the start, as process 1 on one core: %d dropped by the kernel and delivered"
                        + " nonetheless, %d ended by the JVM before main, %d drained%n",
                STEP, dropped, endedByTheJvm, drained);
    }

    /// The JVM prints the classes that it loads, which tells whether the program had begun.
    private String start() {
        String container = docker.createContainerCmd(ContainerPod.imageName("log-shipper"))
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode("host")
                        .withCpusetCpus("0")
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withMemory((long) ContainerPod.MEMORY)
                        .withBinds(Bind.parse(directory + ":/logs:ro")))
                .withEnv(
                        "JAVA_TOOL_OPTIONS=-Xlog:class+load",
                        "SHIPPER_OUTPUT=http",
                        "SHIPPER_URL=http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                        "SHIPPER_DRAIN_SUMMARY=false",
                        "SHIPPER_POD_ADDRESS=127.0.0.1:0",
                        "SHIPPER_LOCAL_ADDRESS=127.0.0.1:0")
                .exec()
                .getId();
        docker.startContainerCmd(container).exec();
        return container;
    }

    private void terminate(String container) {
        docker.killContainerCmd(container).withSignal("TERM").exec();
    }

    private int exitCode(String container, int seconds) {
        try {
            return docker.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode(seconds, TimeUnit.SECONDS);
        } catch (DockerClientException e) { // not in time
            return NOT_ENDED;
        }
    }

    private String log(String container) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        docker.logContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        text.append(new String(frame.getPayload(), UTF_8));
                    }
                })
                .awaitCompletion();
        return text.toString();
    }
}
