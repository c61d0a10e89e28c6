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

/// The program behind `./demo`, which the script runs after the build.
final class Demo {
    private final Path repository;
    private final Path current;

    private Demo(Path repository) {
        this.repository = repository;
        this.current = repository.resolve(".demo/current");
    }

    /// @param args the root of the repository, followed by the arguments of `./demo`
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
            System.err.println("demo: " + String.join(" ", words) + " is not a command; see ./demo --help");
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
            Runtime.getRuntime().removeShutdownHook(hook); // nothing was running yet, so there is no summary to print
            pod.remove();
            System.err.println("demo: " + e.getMessage() + "; the output of the programs is in " + directory);
            return 1;
        }
        Files.createDirectories(current.getParent());
        Files.writeString(current, directory.toString());
        System.out.printf("""

                The Pod is running: %s

                Use the buttons on the page, or these commands in another terminal:
                  ./demo switch green       edit the "ConfigMap": the app switches its database without a restart
                  ./demo break password     a wrong password: the app keeps its old database
                  ./demo break sink         the collector is down: no line is lost
                  ./demo break log-shipper  log-shipper is killed: no line is lost
                  ./demo fix                repair everything
                  ./demo status, ./demo logs, ./demo --help

                Ctrl-C stops the Pod in the order of Kubernetes: the app first, log-shipper last.

                """, pod.remote().pageUrl());
        new CountDownLatch(1).await(); // the shutdown hook ends the process
        return 0;
    }

    private void stop(LocalPod pod) {
        try {
            System.out.println("\nStopping: " + String.join(", ", pod.stop()));
            if (Files.deleteIfExists(current)) { // the Pod was running
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
            System.err.println("demo: FAILED: " + e.getMessage() + "; the output of the programs is in " + directory);
            return 1;
        } finally {
            pod.remove();
        }
        KubeletVolume.deleteTree(directory);
        return 0;
    }
}
