import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A contender's process: starts with this object, and ends at [#stop] or [#close].
final class MeasuredProcess implements AutoCloseable {
    private static final long MAX_EXIT_SECONDS = 30;
    private static final Pattern PROBLEM = Pattern.compile("warn|error|exception|cannot", Pattern.CASE_INSENSITIVE);

    private final Process process;
    private final Path errors;
    private final long startedAt = System.nanoTime();

    /// @param directory is deleted and created again
    MeasuredProcess(Contender contender, CountingReceiver receiver, Path directory, Path file) throws IOException {
        delete(directory);
        Files.createDirectories(directory);
        errors = directory.resolve("stderr.log");
        Contender.Setup setup = new Contender.Setup(directory, file, receiver.httpPort(), receiver.tcpPort());
        ProcessBuilder builder = new ProcessBuilder(contender.command().in(setup)).redirectError(errors.toFile());
        if (!contender.toStdout()) {
            builder.redirectOutput(directory.resolve("stdout.log").toFile());
        }
        process = builder.start();
        if (contender.toStdout()) {
            Thread.ofPlatform().daemon().start(() -> countOutput(receiver));
        }
    }

    long startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// User and system time of the whole process so far, start-up included.
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    /// VmHWM: the largest resident memory so far, in KiB.
    long peakMemory() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// @return the exit code, or -1 if the process had to be killed after 30 s
    int stop() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy() would close the streams, and lose what is still in them
        if (process.waitFor(MAX_EXIT_SECONDS, TimeUnit.SECONDS)) {
            return process.exitValue();
        }
        close();
        return -1;
    }

    /// The first line of its standard error that looks like a problem, and the file that holds the rest.
    String firstProblem() throws IOException {
        try (Stream<String> lines = Files.lines(errors)) {
            return lines.filter(line -> PROBLEM.matcher(line).find())
                    .map(line -> line + ", see " + errors)
                    .findFirst()
                    .orElse("see " + errors);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void countOutput(CountingReceiver receiver) {
        try {
            receiver.countLines(process.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
