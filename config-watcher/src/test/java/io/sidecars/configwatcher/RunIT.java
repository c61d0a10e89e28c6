package io.sidecars.configwatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the packaged program as a separate process.
class RunIT {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(config_watcher_\\w+)");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (config_watcher_\\w+)");

    private static final Duration START = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final TestApp app = new TestApp();
    private final HttpClient client = HttpClient.newHttpClient();
    private Path config;
    private final List<Process> processes = new ArrayList<>();
    private int podPort;
    private int localPort;

    @BeforeEach
    void ports() throws IOException {
        config = directory.resolve("config.yaml");
        try (ServerSocket pod = new ServerSocket(0);
                ServerSocket local = new ServerSocket(0)) {
            podPort = pod.getLocalPort();
            localPort = local.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        app.close();
        client.close();
    }

    @Test
    void aMistakeIsOneSentenceAndExitCodeTwo() throws Exception {
        Files.writeString(config, valid().replace("signal:", "singal:"));
        Process process = start("exit");

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(errors().lines().filter(line -> !line.contains(" INFO ") && !line.contains("BlockedThreadChecker")))
                .containsExactly(config + ":4:5: unknown key \"singal\"; did you mean \"signal\"?");
    }

    @Test
    void waitsForAValidConfiguration() throws Exception {
        Files.writeString(config, "");
        start("wait");
        await().atMost(START).until(() -> status(podPort, "/livez") == 200);
        assertThat(status(podPort, "/readyz")).isEqualTo(503);
        assertThat(metrics()).contains("config_watcher_config_valid 0.0", "config_watcher_config_problem 1.0");
        assertThat(get(localPort, "/status").body()).startsWith("{\"configProblem\":\"" + config);

        Files.writeString(config, valid());

        await().atMost(START).until(() -> status(podPort, "/readyz") == 200);
        await().atMost(START).until(() -> get(podPort, "/metrics").body().contains("config_watcher_config_valid 1.0"));
    }

    @Test
    void sigtermDoesNotWaitForAHangingApp() throws Exception {
        Files.writeString(config, valid().replace("signal: {", "signal: {timeout: 60s, "));
        new KubeletVolume(directory.resolve("mount")).write(Map.of("a", "1"));
        app.inFlight = app::hang;
        Process process = start("exit");
        await().atMost(START).until(() -> !app.signals.isEmpty());
        assertThat(get(localPort, "/status").body()).contains("\"state\":\"signalling\"");

        process.destroy();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /// Any user may choose a file name in a plain directory. It must neither forge a log line nor control a
    /// terminal.
    @Test
    void namesOfFilesAreLoggedWithoutControlCharacters() throws Exception {
        Files.writeString(config, valid());
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Files.createSymbolicLink(mount.resolve("a\nb\u001b[31m\u009b1m\u202e"), mount.resolve("absent"));
        start("exit");
        await().atMost(START).until(() -> errors().contains("is ignored"));

        assertThat(errors())
                .contains("a\\u000ab\\u001b[31m\\u009b1m\\u202e is ignored")
                .doesNotContainPattern("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]");
    }

    @Test
    void aFileWithoutReadPermissionIsNamed() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Path file = Files.writeString(mount.resolve("a.yaml"), "a: 1\n");
        Files.writeString(config, valid());
        List<String> setUser = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assumeTrue(canRun(setUser), "needs setpriv, root, and a build that other users can read");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        Process once = start(setUser, List.of("once", "--config=" + config, "--timeout=1s"));

        assertThat(once.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(once.exitValue()).isEqualTo(1);
        assertThat(errors()).startsWith(file + " cannot be read: permission denied; set the Pod's fsGroup");
    }

    /// As when `runAsUser` has changed.
    @Test
    void aSavedStateThatMustNotBeReadIsSaidAndNotForgotten() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path published = Files.createDirectory(directory.resolve("published"));
        Files.setPosixFilePermissions(published, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path state = Files.writeString(published.resolve("..state.json"), "{\"targets\": {}, \"stuck\": true}");
        Files.writeString(config, valid() + "publish: {path: \"" + published + "\"}\n");
        List<String> setUser = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assumeTrue(canRun(setUser), "needs setpriv, root, and a build that other users can read");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-------"));

        Process process = start(setUser, run("exit"));

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isOne();
        assertThat(errors()).contains(state + " cannot be read by this user, and without it a rejected version");
        assertThat(Files.readString(state)).contains("\"stuck\": true");

        start(setUser, run("wait"));
        await().atMost(START).until(() -> status(podPort, "/livez") == 200);
        await().until(() -> get(localPort, "/status").body().contains("\"configProblem\":\"" + state + " cannot"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-rw-rw-"));

        await().atMost(START).until(() -> status(podPort, "/readyz") == 200);
    }

    @Test
    void followsItsConfigurationAndSchemas() throws Exception {
        Path schema = Files.writeString(directory.resolve("schema.json"), "{}");
        String validated =
                valid().replace("mount\"", "mount\", validate: [{keys: '*', format: json, schema: '" + schema + "'}]");
        Files.writeString(config, validated);
        new KubeletVolume(directory.resolve("mount")).write(Map.of("a.json", "{}"));
        start("exit");
        await().atMost(START).until(() -> app.signals.size() == 1);

        Files.writeString(schema, "{\"required\": [\"name\"]}");
        await().until(() -> metrics().contains("config_watcher_invalid 1.0"));
        Files.writeString(schema, "{\"type\": \"unheard-of\"}");
        await().until(() -> metrics().contains("config_watcher_config_problem 1.0"));
        assertThat(get(localPort, "/status").body()).contains("\"configProblem\":\"" + schema + ":1:");
        assertThat(metrics()).contains("config_watcher_config_valid 1.0");

        Files.writeString(config, validated.replace("name: app\n", "name: other\n"));
        Files.writeString(schema, "{}");

        await().until(() -> app.signals.size() == 2);
        await().until(() -> metrics().contains("config_watcher_in_sync{target=\"other\"} 1.0"));
        assertThat(metrics()).contains("config_watcher_config_problem 0.0", "config_watcher_invalid 0.0");
    }

    private String metrics() throws Exception {
        return get(podPort, "/metrics").body();
    }

    @Test
    void theReadmeListsEveryMetricAndNoOther() throws Exception {
        Files.writeString(config, valid());
        start("exit");
        await().atMost(START).until(() -> status(podPort, "/readyz") == 200);

        assertThat(names(TYPE, get(podPort, "/metrics").body()))
                .isEqualTo(names(ROW, Files.readString(Path.of("README.md"))));
    }

    /// Without the maximum that Micrometer adds to a timer.
    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String valid() {
        return """
                sources: [{name: app, path: "%s"}]
                targets:
                  - name: app
                    signal: {url: "%s"}
                """.formatted(directory.resolve("mount"), app.signalUrl());
    }

    private Process start(String onInvalid) throws IOException {
        return start(List.of(), run(onInvalid));
    }

    private List<String> run(String onInvalid) {
        return List.of(
                "run",
                "--config=" + config,
                "--on-invalid=" + onInvalid,
                "--pod-address=127.0.0.1:" + podPort,
                "--local-address=127.0.0.1:" + localPort);
    }

    /// @param as a command prefix that changes the user
    private Process start(List<String> as, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(java(), "-jar", "target/config-watcher.jar"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().clear();
        builder.environment().put("LANG", "C.UTF-8");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean canRun(List<String> as) throws InterruptedException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of(java(), "-jar", "target/config-watcher.jar", "--version"));
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("stderr"), UTF_8);
    }

    /// 0 while no server listens.
    private int status(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
