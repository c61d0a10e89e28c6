package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.program.Termination;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Runs `once` and `check` as on the command line.
class CommandsTest {
    @TempDir
    Path temporary;

    private final TestApp app = new TestApp();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void close() {
        app.close();
    }

    @Test
    void oncePublishesWhatIsValidAndExitsZero() throws IOException {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("app.yaml", "a: 1\n"));

        assertThat(run("once", "--timeout=10s")).isZero();

        assertThat(temporary.resolve("published/app.yaml")).hasContent("a: 1");
        assertThat(app.signals).isEmpty();
    }

    @Test
    void onceReportsInOneSentenceWhatIsMissing() throws IOException {
        Path terminationLog = Files.createFile(temporary.resolve("termination-log"));

        assertThat(run("once", "--timeout=100ms", "--termination-log=" + terminationLog))
                .isOne();

        assertThat(err.toString()).isEqualTo(temporary.resolve("mount") + " does not exist\n");
        assertThat(terminationLog).hasContent(temporary.resolve("mount") + " does not exist");
    }

    @Test
    void onceRefusesWhatIsInvalid() throws IOException {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("app.yaml", "a: [\n"));

        assertThat(run("once", "--timeout=100ms")).isOne();

        assertThat(err.toString()).startsWith("app.yaml:").hasLineCount(1);
        assertThat(Files.exists(temporary.resolve("published/app.yaml"))).isFalse();
    }

    @Test
    void checkShowsTheConfigurationTheFilesAndWhatTheAppRuns() throws IOException {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("app.yaml", "a: 1\n"));
        app.running = "sha256:old";

        assertThat(run("check")).isZero();

        assertThat(out.toString())
                .contains("rehash: 30s", "app.yaml", "5 B", "app: runs sha256:old")
                .doesNotContain("a: 1");
        assertThat(app.signals).isEmpty();
        assertThat(Files.exists(temporary.resolve("published"))).isFalse();
    }

    @Test
    void namesOfFilesAreShownWithoutControlCharacters() throws IOException {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("a\u001b[2J\u009b\u202e.yaml", "a: [\n"));

        assertThat(run("check")).isEqualTo(4);
        assertThat(run("once", "--timeout=100ms")).isOne();

        assertThat(out.toString())
                .contains("a\\u001b[2J\\u009b\\u202e.yaml  ", "WARNING: a\\u001b[2J\\u009b\\u202e.yaml:");
        assertThat(err.toString()).startsWith("a\\u001b[2J\\u009b\\u202e.yaml:");
        assertThat(out + err.toString()).doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void checkRefusesWhatRunRefusesAndCreatesNothing() throws IOException {
        Path mount = Files.createDirectory(temporary.resolve("mount"));
        Files.createDirectory(mount.resolve("sub"));
        Path absent = temporary.resolve("absent");

        assertThat(check("path: " + mount, "path: " + mount, "")).isEqualTo(2);
        assertThat(check("path: " + mount, "path: " + mount.resolve("sub"), "")).isEqualTo(2);
        Path file = Files.createFile(temporary.resolve("file"));
        assertThat(check("path: " + mount, "path: " + file.resolve("published"), ""))
                .isEqualTo(2);
        assertThat(check("secret: true, path: " + mount, "path: " + absent, "")).isEqualTo(2);
        assertThat(check("path: " + mount, "path: " + absent, ", accepted: [2xx, 304], rejected: [304]"))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("is the watched source"),
                        line -> assertThat(line).contains("is inside the watched source"),
                        line -> assertThat(line).contains("file/published cannot be created in"),
                        line -> assertThat(line).contains("a Secret may be published only to memory"),
                        line -> assertThat(line).contains("must not have 304, which accepted has too"));
        assertThat(absent).doesNotExist();
    }

    @Test
    void checkNamesACertificateAuthorityThatIsMissing() throws IOException {
        Path mount = Files.createDirectories(temporary.resolve("mount"));
        Files.writeString(mount.resolve("a"), "1");

        assertThat(check("path: " + mount, "", ", tls: {ca: /absent/ca.crt}")).isEqualTo(4);

        assertThat(out.toString()).contains("WARNING: target app: ", "tls.ca");
    }

    private int check(String source, String publish, String signal) throws IOException {
        Path file = Files.writeString(temporary.resolve("config.yaml"), """
                sources: [{name: app, %s}]
                publish: {%s}
                targets: [{name: app, signal: {url: 'https://127.0.0.1:1/'%s}}]
                """.formatted(source, publish, signal));
        return command("check", "--no-probe", "--config=" + file);
    }

    @Test
    void checkReportsEveryProblem() throws IOException {
        new KubeletVolume(temporary.resolve("mount")).write(Map.of("app.yaml", "a: [\n"));
        app.down();

        assertThat(run("check")).isEqualTo(4);

        assertThat(out.toString()).contains("WARNING: app.yaml:", "app: FAILED: ");
    }

    @Test
    void aMistakeInTheConfigurationIsOneSentence() throws IOException {
        Path file = Files.writeString(temporary.resolve("wrong.yaml"), "sources: [{name: a, pth: /a}]\n");

        assertThat(command("check", "--config=" + file)).isEqualTo(2);

        assertThat(err.toString()).isEqualTo(file + ":1:21: unknown key \"pth\"; did you mean \"path\"?\n");
    }

    @Test
    void aMistakeOnTheCommandLineIsOneSentenceAndAHintToHelp() {
        assertThat(command("once", "--timeout=soon")).isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo(
                        "Invalid value for option '--timeout': \"soon\" must be a duration such as 500ms, 10s, 5m, 1h "
                                + "or 1d\nTry: config-watcher once --help\n");
    }

    private int run(String... args) throws IOException {
        Path file = Files.writeString(temporary.resolve("config.yaml"), """
                sources: [{name: app, path: %s, validate: [{keys: "*.yaml", format: yaml}]}]
                publish: {path: %s}
                targets: [%s]
                """.formatted(
                        temporary.resolve("mount"),
                        temporary.resolve("published"),
                        "{name: app, signal: {url: '%s'}, status: {url: '%s', timeout: 30s}}"
                                .formatted(app.signalUrl(), app.statusUrl())));
        List<String> words = new ArrayList<>(List.of(args));
        words.add("--config=" + file);
        return command(words.toArray(String[]::new));
    }

    private int command(String... args) {
        CommandLine line = Commands.commandLine(new Termination());
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
