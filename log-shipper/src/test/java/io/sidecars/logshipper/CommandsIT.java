package io.sidecars.logshipper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an operator asks the running process, from a process beside it.
class CommandsIT extends ProgramFixture {
    @Test
    void statusSaysWhatWorks() throws Exception {
        append(1, 3);
        run();
        await().until(() -> receiver.messages().size() == 3);
        await().until(() -> command("status").contains(" idle "));

        String status = command("status");

        assertThat(exit).isZero();
        assertThat(status).containsPattern("receiver +idle +0 B +3 +0 +0\\n").containsPattern("app\\.log +21 B\\n");
        assertThat(command("status", "--json")).startsWith("{\"configProblem\":null,\"outputs\":[");
    }

    @Test
    void statusSaysWhatDoesNotWork() throws Exception {
        receiver.judge(_ -> 401);
        append(1, 3);
        run();

        await().until(() -> command("status").contains("blocked"));

        assertThat(exit).isEqualTo(4);
        assertThat(command("status")).contains("    status 401: told so");
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        assertThat(command(List.of("status", "--local-address=127.0.0.1:1")))
                .isEqualTo("no answer from 127.0.0.1:1: is log-shipper running in this container?\n");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void listsAndReplaysDeadLetters() throws Exception {
        receiver.judge(body -> body.contains("line 2\"") ? 400 : 200);
        append(1, 3);
        run();
        await().until(() -> receiver.messages().size() == 2);

        await().until(() -> command("status", "--json").contains("\"letters\":1,"));
        assertThat(command("dlq", "list"))
                .contains("\"record\":\"line 2\"}\n")
                .contains("\"output\":\"receiver\",\"status\":400,")
                .hasLineCount(1);
        assertThat(command("dlq", "list", "--output=other")).isEqualTo("no such output\n");
        assertThat(exit).isEqualTo(1);
        assertThat(command("dlq", "replay", "--output=other")).isEqualTo("no such output\n");

        assertThat(command("dlq", "replay")).isEqualTo("receiver: 1 sent again, 1 left\n");
        assertThat(exit).isEqualTo(4);
        receiver.judge(_ -> 200);
        assertThat(command("dlq", "replay", "--output=receiver")).isEqualTo("receiver: 1 sent again, 0 left\n");
        assertThat(exit).isZero();
        assertThat(receiver.messages()).containsExactlyInAnyOrder("line 1", "line 2", "line 3");
    }

    @Test
    void theDeadLettersOfARenamedOutputAreListedStill() throws Exception {
        receiver.judge(body -> body.contains("line 2\"") ? 400 : 200);
        append(1, 3);
        Process process = run();
        await().until(() -> command("dlq", "list").contains("\"record\":\"line 2\"}\n"));
        process.destroy();
        process.waitFor();
        receiver.judge(_ -> 200);
        reconfigure("name: receiver", "name: another");
        run();
        await().until(() -> command("status").contains("another"));

        assertThat(command("dlq", "list")).contains("\"output\":\"receiver\"").hasLineCount(1);
        assertThat(command("dlq", "list", "--output=receiver")).hasLineCount(1);
        assertThat(command("dlq", "list", "--output=another")).isEmpty();
        assertThat(command("dlq", "list", "--output=../dead-letters/receiver")).isEqualTo("no such output\n");
        assertThat(command("dlq", "replay", "--output=receiver")).isEqualTo("no such output\n");
    }

    /// What the image calls directly has the same answers as the whole command line.
    @Test
    void theWholeCommandLineSaysTheSame() throws Exception {
        append(1, 3);
        run();
        await().until(() -> receiver.messages().size() == 3);
        await().until(() -> command("status").contains(" idle "));
        String port = "--local-address=127.0.0.1:" + port("localPort");

        assertThat(java("LogShipper", List.of("status", port))).isEqualTo(command("status"));
        assertThat(java("LogShipper", List.of("dlq", "list", port))).isEmpty();
        assertThat(java("Client", List.of("status", "--help"))).contains("Usage: log-shipper status");
        assertThat(java("Client", List.of("status", "--nosuch"))).contains("Try: log-shipper status --help");
        assertThat(exit).isEqualTo(2);
        assertThat(java("Client", List.of("status", "--local-address=here")))
                .isEqualTo("--local-address: \"here\" must be an address such as 127.0.0.1:9402\n");
        assertThat(exit).isEqualTo(2);
    }

    /// A terminal would obey them. The app, the receiver and file names can contain them.
    @Test
    void controlCharactersAreShownEscaped() throws Exception {
        receiver.judge(body -> body.contains("two") ? 400 : 200);
        for (int i = 0; i < 100; i++) {
            receiver.next(request -> request.response().setStatusCode(503).end("busy \u001b[31m \u009b1m"));
        }
        Files.writeString(directory.resolve("logs/a\u001b[2J.log"), "one\ntwo \u009b31m\u202e\n");
        run();
        await().until(() -> command("status").contains("busy"));
        String retrying = command("status") + command("status", "--json");
        receiver.forgetAnswers();
        await().until(() -> command("dlq", "list").contains("\"record\":\"two \\u009b31m\\u202e\"}\n"));

        assertThat(retrying + command("status") + command("dlq", "list") + stderr())
                .contains("a\\u001b[2J.log", "\\u009b1m")
                .doesNotContainPattern("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]");
    }

    @Test
    void checkNamesWhoMayNotEnterADirectory() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory.resolve("logs"), PosixFilePermissions.fromString("rwxr-----"));
        append(1, 3);
        List<String> unprivileged = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        assumeTrue(canRun(unprivileged), "setpriv, as root, and a build that others may read");

        String checked =
                java(unprivileged, "LogShipper", List.of("check", "--config=" + directory.resolve("config.yaml")));

        assertThat(exit).isEqualTo(4);
        assertThat(checked)
                .contains("CANNOT BE LISTED: " + directory.resolve("logs")
                        + " has owner 0:0 and mode rwxr-----, this program runs as user 65534");
    }

    /// `run` alone has something to finish.
    @Test
    void aSignalEndsACommandThatWaitsForAnAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> status = List.of(
                    "-cp",
                    "target/log-shipper.jar",
                    "io.sidecars.logshipper.LogShipper",
                    "status",
                    "--local-address=127.0.0.1:" + silent.getLocalPort());
            Process process =
                    new Launch(directory.resolve("config.yaml")).java(status).start();
            try (Socket _ = silent.accept()) {
                process.destroy();

                assertThat(exitCode(process)).isEqualTo(143);
            }
        }
    }

    private static boolean canRun(List<String> as) throws InterruptedException {
        List<String> command = new ArrayList<>(as);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        command.addAll(List.of(java, "-jar", "target/log-shipper.jar", "--version"));
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /// A receiver that repeats what it was told, in the answer that everybody reads.
    @Test
    void unprivilegedSeesASecret() throws Exception {
        Path config = directory.resolve("config.yaml");
        reconfigure(
                receiver.url().toString(),
                receiver.url() + "?key=hidden-one\n    auth: {bearer: {token: hidden-two}}"
                        + "\n    headers: {X-Key: hidden-three}\n    query: {other: hidden-four}");
        for (int i = 0; i < 100; i++) {
            receiver.next(request -> request.response()
                    .setStatusCode(401)
                    .end("no: " + request.getHeader("Authorization") + " " + request.getHeader("X-Key") + " "
                            + request.uri()));
        }
        append(1, 3);
        run();
        await().until(() -> command("status").contains("status 401: no: "));

        assertThat(command("status") + command("status", "--json") + command("dlq", "list"))
                .doesNotContain("hidden");
        assertThat(get("http://127.0.0.1:" + port("podPort") + "/metrics").body())
                .doesNotContain("hidden");
        assertThat(java("LogShipper", List.of("check", "--config=" + config)))
                .contains("****")
                .doesNotContain("hidden");
        assertThat(stderr()).contains("401").doesNotContain("hidden");
    }

    private int exit;

    private String command(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--local-address=127.0.0.1:" + port("localPort"));
        return command(all);
    }

    private String command(List<String> arguments) throws IOException, InterruptedException {
        return java("Client", arguments);
    }

    private String java(String main, List<String> arguments) throws IOException, InterruptedException {
        return java(List.of(), main, arguments);
    }

    /// @param as how to become another user
    private String java(List<String> as, String main, List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("-cp", "target/log-shipper.jar", "io.sidecars.logshipper." + main));
        command.addAll(arguments);
        List<String> jvm = List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        Process process = new Launch(as, jvm, directory.resolve("config.yaml"))
                .java(command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        exit = exitCode(process);
        return output;
    }
}
