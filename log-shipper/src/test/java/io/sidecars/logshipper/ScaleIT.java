package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program where there is much to do, or the system is in its way. It writes the lines to its
/// standard output, which is a file here: the sink that costs least.
class ScaleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int UNPRIVILEGED = 65534;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private @Nullable Process program;

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(directory.resolve("config.yaml"), """
                inputs:
                  - include: [%1$s/logs/*.log]
                state: {directory: %1$s/state}
                drain: {summary: false}
                outputs:
                  - name: lines
                    type: stdout
                    batch: {linger: 50ms}
                """.formatted(directory));
    }

    @AfterEach
    void kill() throws InterruptedException {
        if (program != null) {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void tenThousandFilesOfWhichAHundredAreWrittenTo() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            lines.add(append(i + ".log", "first of " + i));
        }
        run();
        awaitOutput(lines);

        for (int i = 0; i < 10_000; i += 100) {
            lines.add(append(i + ".log", "second of " + i));
        }
        awaitOutput(lines);

        stop();
        assertThat(output()).containsExactlyInAnyOrderElementsOf(lines);
    }

    /// With the options of the image, which leave a heap of 38 MiB.
    @Test
    void aHundredThousandFilesInTheMemoryOfTheContainer() throws Exception {
        int files = Integer.getInteger("scale.files", 100_000);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            lines.add(append("a-name-that-is-not-short-" + i + ".log", "first of " + i));
        }
        Process first = runAsInImage();
        awaitOutput(bytes(lines), Duration.ofMinutes(8));
        String used = memory(first);
        stop();
        assertThat(output()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(stderr()).containsOnlyOnce("they take turns").doesNotContain("OutOfMemoryError");
        assertThat(stderr().lines())
                .as("20 named in a minute, and their number")
                .hasSizeLessThan(500);

        Process second = runAsInImage();
        List<String> more = new ArrayList<>();
        for (int i = 0; i < files; i += files / 10) {
            more.add(append("a-name-that-is-not-short-" + i + ".log", "second of " + i));
        }
        awaitOutput(bytes(more), Duration.ofMinutes(3));
        used += ", after a restart " + memory(second);
        stop();
        assertThat(output()).as("nothing is sent twice").containsExactlyInAnyOrderElementsOf(more);
        System.out.println(files + " files: " + used);
    }

    private Process runAsInImage() throws IOException {
        return run(new Launch(List.of(), HostileClients.imageOptions(), directory.resolve("config.yaml")));
    }

    /// Anonymous memory: pages of files count for the container only until something else needs the room.
    private String memory(Process of) throws IOException {
        String anonymous = Files.readAllLines(Path.of("/proc/" + of.pid() + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .findFirst()
                .orElseThrow();
        assertThat(Integer.parseInt(anonymous.replaceAll("\\D", "")) / 1024)
                .as("MiB")
                .isLessThan(110);
        return anonymous;
    }

    /// As fast as the machine can, but 50 MB/s at most.
    @Test
    void fiveFilesThatGrowFastAndRotateAllTheTime() throws Exception {
        List<String> first = List.of(append("first.log", "first.0 0 line"));
        run();
        awaitOutput(first);
        List<Future<Long>> writers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            for (String name : List.of("a", "b", "c", "d", "e")) {
                writers.add(threads.submit(new FastWriter(directory.resolve("logs"), name)));
            }
        }
        long written = bytes(first);
        for (Future<Long> each : writers) {
            written += each.get();
        }
        awaitOutput(written);

        stop();
        Map<String, Integer> lines = new HashMap<>();
        try (BufferedReader output = Files.newBufferedReader(stdout())) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                int space = line.indexOf(' ');
                int number = Integer.parseInt(line.substring(space + 1, line.indexOf(' ', space + 1)));
                int due = lines.merge(line.substring(0, space), 1, Integer::sum) - 1;
                assertThat(number).as(line).isEqualTo(due);
            }
        }
        assertThat(Files.size(stdout())).isEqualTo(written);
        assertThat(stderr()).as("some were read before they were renamed").contains("renamed");
    }

    @Test
    void filesThatRotateWhileLogShipperIsSuspendedLoseNothing() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(append("app.log", "before"));
        Process suspended = run();
        awaitOutput(lines);

        signal(suspended, "STOP");
        await().until(() ->
                Files.readString(Path.of("/proc/" + suspended.pid() + "/stat")).contains(") T "));
        for (int i = 1; i <= 3; i++) {
            lines.add(append("app.log", "last of " + i));
            for (int age = i; age > 0; age--) {
                Files.move(log(age - 1), log(age));
            }
            lines.add(append("app.log", "first of " + (i + 1)));
        }
        signal(suspended, "CONT");
        awaitOutput(lines);
        lines.add(append("app.log", "after"));
        awaitOutput(lines);

        stop();
        assertThat(output()).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void aFileIsReadAsSoonAsItsPermissionsAllowIt() throws Exception {
        becomeReadableTo(UNPRIVILEGED);
        String[] as = {"setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED, "--clear-groups"};
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assumeTrue(succeeds(as, "test", "-x", java.toString()), "setpriv, as root");
        assumeTrue(succeeds(as, "test", "-r", "target/log-shipper.jar"), "a build that others may read");
        append("secret.log", "secret");
        Path secret = directory.resolve("logs/secret.log");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        run(as);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) { // so there were three looks at least
            lines.add(append(i + ".log", "line of " + i));
            awaitOutput(lines);
        }
        String denied = secret + " has owner 0:0 and mode rw-------, this program runs as user " + UNPRIVILEGED;
        assertThat(stderr()).containsOnlyOnce("cannot be read").containsOnlyOnce(denied);

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        lines.add("secret");
        awaitOutput(lines);

        stop();
        assertThat(output()).containsExactlyElementsOf(lines);
        assertThat(stderr()).containsOnlyOnce("cannot be read");
    }

    /// Writes numbered lines for three seconds, and a dozen files at least: each 256 KiB begin another.
    private static final class FastWriter implements Callable<Long> {
        private static final Duration TIME = Duration.ofSeconds(3);
        private static final int BYTES_PER_SECOND = 10_000_000;
        private static final int ROTATE_AT = 256 << 10;
        private static final int LINES_PER_WRITE = 64;

        private final Path directory;
        private final String name;
        private long written;

        private FastWriter(Path directory, String name) {
            this.directory = directory;
            this.name = name;
        }

        @Override
        public Long call() throws IOException {
            long begun = System.nanoTime();
            for (int file = 0; file < 12 || System.nanoTime() - begun < TIME.toNanos(); file++) {
                fill(file, begun);
                Files.move(directory.resolve(name + ".log"), directory.resolve(name + "." + file + ".log"));
            }
            return written;
        }

        private void fill(int file, long begun) throws IOException {
            try (FileChannel log = FileChannel.open(
                    directory.resolve(name + ".log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND)) {
                for (int line = 0; log.size() < ROTATE_AT; line += LINES_PER_WRITE) {
                    written += log.write(ByteBuffer.wrap(lines(file, line)));
                    long early = written * 1_000_000_000 / BYTES_PER_SECOND - (System.nanoTime() - begun);
                    LockSupport.parkNanos(early);
                }
            }
        }

        private byte[] lines(int file, int from) {
            StringBuilder lines = new StringBuilder();
            for (int line = from; line < from + LINES_PER_WRITE; line++) {
                lines.append(name).append('.').append(file).append(' ').append(line);
                lines.append(" what is said in a line of a usual length ".repeat(4))
                        .append('\n');
            }
            return lines.toString().getBytes(US_ASCII);
        }
    }

    private Process run(String... as) throws IOException {
        return run(new Launch(directory.resolve("config.yaml")).behind(as));
    }

    private Process run(Launch launch) throws IOException {
        Process started = launch.program(Redirect.to(directory.resolve("stderr").toFile()))
                .redirectOutput(stdout().toFile())
                .start();
        program = started;
        return started;
    }

    /// What came twice must be in the output after that.
    private void stop() throws InterruptedException {
        Process stopped = requireNonNull(program);
        stopped.destroy();
        assertThat(stopped.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(stopped.exitValue()).isZero();
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static boolean succeeds(String[] as, String... command) throws InterruptedException {
        List<String> all = Stream.of(as, command).flatMap(Stream::of).toList();
        try {
            return new ProcessBuilder(all).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// The program may go where the lines are, and write its state.
    private void becomeReadableTo(int user) throws IOException {
        Path state = Files.createDirectory(directory.resolve("state"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue((Integer) Files.getAttribute(state, "unix:uid") == 0, "only root can become another user");
        Files.setAttribute(state, "unix:uid", user);
    }

    private void awaitOutput(List<String> lines) {
        awaitOutput(bytes(lines));
    }

    private void awaitOutput(long bytes) {
        awaitOutput(bytes, PATIENCE);
    }

    private void awaitOutput(long bytes, Duration patience) {
        await().atMost(patience)
                .untilAsserted(
                        () -> assertThat(Files.size(stdout())).as(this::stderr).isGreaterThanOrEqualTo(bytes));
    }

    private static long bytes(List<String> lines) {
        return lines.stream().mapToLong(line -> line.length() + 1).sum();
    }

    private List<String> output() throws IOException {
        return Files.readAllLines(stdout());
    }

    private Path stdout() {
        return directory.resolve("stdout");
    }

    private String stderr() {
        try {
            return Files.readString(directory.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path log(int age) {
        return directory.resolve("logs").resolve(age == 0 ? "app.log" : "app." + age + ".log");
    }

    private String append(String name, String line) throws IOException {
        Files.writeString(
                directory.resolve("logs").resolve(name),
                line + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        return line;
    }
}
