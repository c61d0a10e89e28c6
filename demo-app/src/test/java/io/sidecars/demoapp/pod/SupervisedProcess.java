package io.sidecars.demoapp.pod;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program of the local Pod. As the kubelet does, it restarts the program when it exits, until [#stop] is
/// called.
final class SupervisedProcess {
    private static final Duration BEFORE_RESTART = Duration.ofMillis(500);

    private final String name;
    private final ProcessBuilder command;
    private @Nullable Process process;
    private boolean stopping;
    private int restarts;

    /// @param environment additional variables
    /// @param log the file for the output of the program
    SupervisedProcess(String name, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        File file = log.toFile();
        this.command = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file));
        this.command.environment().putAll(environment);
    }

    String name() {
        return name;
    }

    /// Does nothing after [#stop].
    synchronized void start() throws IOException {
        if (stopping) {
            return;
        }
        Process started = command.start();
        process = started;
        CompletableFuture<Void> _ = started.onExit().thenRunAsync(this::restart);
    }

    synchronized int restarts() {
        return restarts;
    }

    /// Sends SIGKILL.
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /// Sends SIGTERM, and SIGKILL when the grace period is over.
    ///
    /// @return the exit code
    int stop(Duration grace) throws InterruptedException {
        Process stopped;
        synchronized (this) {
            stopping = true;
            stopped = process;
        }
        if (stopped == null) {
            return 0;
        }
        stopped.destroy();
        if (!stopped.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            stopped.destroyForcibly().waitFor();
        }
        return stopped.exitValue();
    }

    private void restart() {
        try {
            TimeUnit.MILLISECONDS.sleep(BEFORE_RESTART.toMillis());
            synchronized (this) {
                if (!stopping) {
                    restarts++;
                    start();
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot start " + name + " again", e);
        }
    }
}
