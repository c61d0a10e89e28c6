package io.sidecars.demoapp.pod;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.config.KubeletVolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/// What `./demo` runs once everything is built.
final class Demo {
    private final Path repository;
    private final Path current;

    private Demo(Path repository) {
        this.repository = repository;
        this.current = repository.resolve(".demo/current");
    }

    /// @param args the repository, then what the user typed
    static void main(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
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
            default -> command(words);
        };
    }

    private static int command(List<String> words) throws IOException, InterruptedException {
        int exitCode = new PodCommands().run(words);
        if (exitCode == 2) {
            System.err.println("demo: " + String.join(" ", words) + " is no command; see ./demo --help");
        }
        return exitCode;
    }

    private int runUntilInterrupted() throws Exception {
        Ports.FIXED.requireFree();
        Path directory = Files.createTempDirectory("sidecars-demo-");
        LocalPod pod = new LocalPod(repository, directory, Ports.FIXED);
        Thread hook = new Thread(() -> stop(pod), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
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

                Use the buttons there, or another terminal:
                  ./demo switch green       edit the "ConfigMap": the database changes, nothing restarts
                  ./demo break password     a database that refuses: the old one goes on answering
                  ./demo break sink         a log store that is down: nothing is lost
                  ./demo break log-shipper  a sidecar that dies: nothing is lost
                  ./demo fix                undoes whatever was broken
                  ./demo status, ./demo logs, ./demo --help

                Ctrl-C stops it, as Kubernetes would: the app first, the log-shipper last.
                """, pod.remote().pageUrl());
        new CountDownLatch(1).await(); // the hook ends it
        return 0;
    }

    private void stop(LocalPod pod) {
        try {
            System.out.println("\nStopping: " + String.join(", ", pod.stop()));
            if (Files.deleteIfExists(current)) { // it was up
                JsonNode delivered = pod.remote().delivered();
                System.out.printf(
                        "Written %d, delivered %d, lost %d.%n",
                        pod.written().lines(),
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
        LocalPod pod = new LocalPod(repository, directory, Ports.free());
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
}
