import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The process of a contender, from its start to its end.
final class MeasuredProcess implements AutoCloseable {
    private static final Duration MAX_START = Duration.ofSeconds(60);
    private static final Duration MAX_EXIT = Duration.ofSeconds(30);

    private final Process process;
    private final int podPort;
    private final long startedAt = System.nanoTime();

    MeasuredProcess(Contender contender, Contender.Setting setting, Path log) throws IOException {
        Contender.Start start = contender.command().in(setting);
        ProcessBuilder builder = new ProcessBuilder(start.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(start.environment());
        podPort = setting.podPort();
        process = builder.start();
    }

    long startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Waits until the process has opened inotify.
    ///
    /// @return false if it has exited instead
    boolean awaitWatching() throws IOException, InterruptedException {
        while (process.isAlive() && !watches() && System.nanoTime() - startedAt < MAX_START.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        TimeUnit.MILLISECONDS.sleep(200); // time to register the directories
        return process.isAlive();
    }

    /// Waits for /readyz, which only config-watcher has.
    ///
    /// @return milliseconds since the start
    double awaitReady() throws InterruptedException {
        while (process.isAlive() && !isReady() && System.nanoTime() - startedAt < MAX_START.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return (System.nanoTime() - startedAt) / 1e6;
    }

    /// The CPU time of all threads that exist now.
    double cpuMillis() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            List<Path> all = threads.toList();
            long nanos = 0;
            for (Path thread : all) {
                nanos += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
            }
            return nanos / 1e6;
        }
    }

    /// @param field a field of /proc/PID/status
    /// @return MiB
    double memory(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024.0;
        }
    }

    /// Sends SIGTERM, and SIGKILL if the process does not exit in time.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(MAX_EXIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean watches() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return descriptors.anyMatch(MeasuredProcess::isInotify);
        }
    }

    private static boolean isInotify(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("inotify");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection readiness = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + podPort + "/readyz").toURL().openConnection();
            return readiness.getResponseCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
