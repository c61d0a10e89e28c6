package io.sidecars.demoapp.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.config.KubeletVolume;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// What `./demo` runs once everything is built.
final class Demo {
    private static final String USAGE = """
            ./demo                     builds the Pod and runs it as local processes until Ctrl-C
            ./demo --smoke             the same by itself: proves that it works, and ends
            ./demo switch green|blue   edits the "ConfigMap" of the Pod that runs
            ./demo kill                kills its log-shipper with SIGKILL; it is started again
            ./demo status              what was written, delivered, lost\
            """;

    private static final String NOT_RUNNING = "no demo runs here; start it with ./demo";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Client client = new Client();
    private final Path repository;
    private final Path current;

    private Demo(Path repository) {
        this.repository = repository;
        this.current = repository.resolve(".demo/current");
    }

    /// @param args the repository, then what the user typed
    static void main(String[] args) throws Exception {
        try {
            System.exit(new Demo(Path.of(args[0])).run(List.of(args).subList(1, args.length)));
        } catch (IllegalStateException | IOException e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(1);
        }
    }

    private int run(List<String> words) throws Exception {
        return switch (String.join(" ", words)) {
            case "" -> runUntilInterrupted();
            case "--smoke" -> smoke();
            case "switch green", "switch blue" -> useDatabase(words.getLast());
            case "kill" -> kill();
            case "status" -> status();
            default -> {
                System.err.println(USAGE);
                yield 2;
            }
        };
    }

    private int runUntilInterrupted() throws Exception {
        LocalPod.Ports.FIXED.requireFree();
        Path directory = Files.createTempDirectory("sidecars-demo-");
        LocalPod pod = new LocalPod(repository, directory, LocalPod.Ports.FIXED);
        Thread hook = new Thread(() -> stop(pod), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        pod.useDatabase("blue");
        try {
            pod.start();
        } catch (IllegalStateException | IOException e) {
            Runtime.getRuntime().removeShutdownHook(hook); // nothing to tell; and during a Ctrl-C it is too late
            pod.remove();
            System.err.println("demo: " + e.getMessage() + "; what the programs said is in " + directory);
            return 1;
        }
        Files.createDirectories(current.getParent());
        Files.writeString(current, directory.toString());
        System.out.printf("""

                The Pod is up: %s
                What the programs say is in %s/*.out

                In another terminal:
                  ./demo switch green   edit the "ConfigMap"; watch the page: the database changes, nothing restarts
                  ./demo kill           kill the log-shipper with SIGKILL; nothing is lost
                  ./demo status         what was written, delivered, lost

                Ctrl-C stops it, as Kubernetes would: the app first, the log-shipper last.
                """, pod.pageUrl(), directory);
        new CountDownLatch(1).await(); // the hook ends it
        return 0;
    }

    private void stop(LocalPod pod) {
        try {
            System.out.println("\nStopping: " + String.join(", ", pod.stop()));
            if (Files.deleteIfExists(current)) { // it was up
                JsonNode delivered = pod.delivered();
                System.out.printf(
                        "Written %d, delivered %d, lost %d.%n",
                        pod.lastLineWritten(),
                        delivered.path("distinct").asLong(),
                        delivered.path("lost").asLong());
            }
            remove(pod);
            KubeletVolume.deleteTree(pod.directory());
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println("demo: " + e);
        } finally {
            remove(pod);
            Runtime.getRuntime().halt(0);
        }
    }

    private static void remove(LocalPod pod) {
        try {
            pod.remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int smoke() throws Exception {
        Path directory = Files.createTempDirectory("sidecars-demo-");
        LocalPod pod = new LocalPod(repository, directory, freePorts());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(pod), "remove")); // Ctrl-C
        try {
            new Smoke(pod).run();
        } catch (IllegalStateException | IOException e) {
            System.err.println("demo: FAILED: " + e.getMessage() + "; what the programs said is in " + directory);
            return 1;
        } finally {
            pod.remove();
        }
        KubeletVolume.deleteTree(directory);
        return 0;
    }

    private int useDatabase(String name) throws IOException, InterruptedException {
        long start = System.nanoTime();
        LocalPod.useDatabase(new KubeletVolume(running().resolve("config")), name);
        client.await(
                "the " + name + " database to answer",
                PATIENCE,
                () -> state().at("/database/name").asText().equals(name));
        System.out.printf(
                "The ConfigMap names the %s database, and it answered %d ms later; queries failed: %d%n",
                name,
                (System.nanoTime() - start) / 1_000_000,
                state().at("/requests/failed").asLong());
        return 0;
    }

    private int kill() throws IOException {
        String jar = repository.resolve("log-shipper/target/log-shipper.jar").toString();
        Path config = running().resolve("log-shipper.yaml");
        List<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .filter(words -> words.contains(jar) && words.contains("--config=" + config))
                        .isPresent())
                .toList();
        found.forEach(ProcessHandle::destroyForcibly);
        System.out.println(found.isEmpty() ? "No log-shipper runs." : "Killed; it is started again.");
        return found.isEmpty() ? 1 : 0;
    }

    private int status() throws IOException, InterruptedException {
        running();
        JsonNode state = state();
        JsonNode delivered = state.path("delivered");
        System.out.printf(
                """
                database  %s
                mounted   %s
                running   %s
                lines     %d written, %d delivered, %d lost, %d sent twice
                """,
                state.at("/database/name").asText(),
                state.path("mounted").asText(),
                state.path("running").asText(),
                state.path("written").asLong(),
                delivered.path("distinct").asLong(),
                delivered.path("lost").asLong(),
                delivered.path("duplicates").asLong());
        return 0;
    }

    private JsonNode state() throws IOException, InterruptedException {
        try {
            return client.json("http://127.0.0.1:" + LocalPod.Ports.FIXED.page() + "/api/state");
        } catch (ConnectException e) {
            throw new IllegalStateException(NOT_RUNNING, e);
        }
    }

    private Path running() throws IOException {
        Path directory = Files.exists(current) ? Path.of(Files.readString(current)) : current;
        if (!Files.isDirectory(directory)) {
            throw new IllegalStateException(NOT_RUNNING);
        }
        return directory;
    }

    private static LocalPod.Ports freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            sockets.add(new ServerSocket(0));
        }
        int[] free = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return new LocalPod.Ports(free[0], free[1], free[2], free[3], free[4], free[5], free[6], free[7]);
    }
}
