package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.catalog.FileMatches;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.program.Termination;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckTest {
    private final Vertx vertx = Vertx.vertx();
    private final Receiver receiver = new Receiver(vertx);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(directory.resolve("logs"));
    }

    @AfterEach
    void close() {
        receiver.close();
        vertx.close().await();
    }

    @Test
    void namesFileLineColumnAndRuleOfWhatIsWrong() throws IOException {
        configure("outputs: [{name: a, type: http, url: nowhere}]");

        assertThat(check()).isEqualTo(2);
        assertThat(err)
                .hasToString(directory.resolve("config.yaml")
                        + ":3:38: \"url\" must be a URL such as http://collector:8090/ingest\n");
        assertThat(out).asString().doesNotContain("Exception");
    }

    @Test
    void showsWhatTheConfigurationMeansAndMasksWhatIsSecret() throws IOException {
        configure("""
                outputs:
                  - name: store
                    type: http
                    url: %s?key=hidden-1
                    headers: {X-Key: hidden-2}
                    auth: {basic: {username: me, password: hidden-3}}
                    query: {token: hidden-4}
                """.formatted(receiver.url()));

        check();

        assertThat(out)
                .asString()
                .contains("linger: 1s", "deadline: 20s", "?****")
                .doesNotContain("hidden");
        assertThat(err).asString().doesNotContain("hidden");
    }

    @Test
    void showsFilesAndTheFirstRecordsAsTheyWouldBeSent() throws IOException {
        Files.writeString(directory.resolve("logs/a.log"), "DEBUG one\nINFO two\nINFO three\nINFO four\nINFO five\n");
        configure("""
                process: [{drop: {match: DEBUG}}]
                outputs: [{name: store, type: http, url: "%s"}]
                """.formatted(receiver.url()));

        assertThat(check()).isZero();
        assertThat(out)
                .asString()
                .contains(directory.resolve("logs/a.log").toString(), "50 B")
                .contains("{\"message\":\"INFO two\",", "{\"message\":\"INFO four\",")
                .doesNotContain("DEBUG one\"", "INFO five\"");
        assertThat(receiver.bodies().stream().filter(body -> !body.isEmpty()))
                .as("nothing is sent")
                .isEmpty();
        assertThat(directory.resolve("state")).as("no state is opened").doesNotExist();
    }

    @Test
    void showsABinaryProtocolInItsOtherForm() throws IOException {
        Files.writeString(directory.resolve("logs/a.log"), "one\n");
        configure("outputs: [{name: store, type: otlp, url: \"%s\"}]".formatted(receiver.url()));

        check("--no-probe");

        assertThat(out).asString().contains("\"body\":{\"stringValue\":\"one\"}");
    }

    @Test
    void warnsWhereACopyMatchesToo() throws IOException {
        String text = "a line that is long enough to be compared\n".repeat(3);
        Files.writeString(directory.resolve("logs/a.log"), text + "more\n");
        Files.writeString(directory.resolve("logs/b.log"), text);
        configure("outputs: [{name: out, type: stdout}]");

        check();

        assertThat(out)
                .asString()
                .contains("WARNING: " + directory.resolve("logs/a.log") + " begins with the content of "
                        + directory.resolve("logs/b.log"));
    }

    @Test
    void warnsWhereNothingMatches() throws IOException {
        configure("outputs: [{name: out, type: stdout}]", "none/*.log");

        assertThat(check()).isZero();
        assertThat(out)
                .asString()
                .contains(
                        "WARNING: this input matches no file",
                        "WARNING: " + directory.resolve("none") + " does not exist");
    }

    @Test
    void failsIfANameCannotBeRead() throws IOException {
        Path file = Files.writeString(directory.resolve("logs/a.log"), "one\n");
        Path loop = Files.createSymbolicLink(directory.resolve("logs/loop"), Path.of("loop"));
        configure("outputs: [{name: out, type: stdout}]", "logs/a.log/*.log, " + directory + "/logs/l*");

        assertThat(check()).isEqualTo(4);
        assertThat(out)
                .asString()
                .contains("CANNOT BE LISTED: " + file + " is not a directory", "CANNOT BE LISTED: ", loop + ": ");
    }

    @Test
    void saysWhyAFileIsRefused() throws IOException {
        Files.write(directory.resolve("logs/a.log"), new byte[] {0x1F, (byte) 0x8B, 8});
        configure("outputs: [{name: out, type: stdout}]");

        assertThat(check()).isEqualTo(4);
        assertThat(out).asString().contains("CANNOT BE READ: it is compressed: exclude it");
    }

    @Test
    void namesLinksThatLeadOut() throws IOException {
        Path secret = Files.writeString(directory.resolve("token"), "secret\n");
        Path link = Files.createSymbolicLink(directory.resolve("logs/a.log"), secret);
        configure("outputs: [{name: out, type: stdout}]");

        assertThat(check()).isEqualTo(4);
        assertThat(out)
                .asString()
                .contains("REFUSED: " + link + ": the link leads out of " + directory.resolve("logs"))
                .doesNotContain("secret");
    }

    @Test
    void recordsComeFromTheThreeNewestFiles() throws IOException {
        Instant now = Instant.now();
        for (int age = 1; age <= 4; age++) {
            Path file = Files.writeString(directory.resolve("logs/" + age + ".log"), "of " + age + "\n");
            Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(age)));
        }
        configure("outputs: [{name: out, type: stdout}]");

        check();

        assertThat(out)
                .asString()
                .containsSubsequence("of " + directory.resolve("logs/1.log"), "\nof 1\n", "\nof 2\n", "\nof 3\n")
                .doesNotContain("\nof 4\n");
    }

    @Test
    void saysWhereNoRecordIsLeft() throws IOException {
        Files.writeString(directory.resolve("logs/a.log"), "not ended");
        configure("outputs: [{name: out, type: stdout}]");

        check();

        assertThat(out).asString().contains("out gets them.\nnone: ");
    }

    @Test
    void aFileThatVanishesMeanwhileIsNoFailure() throws IOException {
        String text = "a line that is long enough to be compared\n".repeat(2);
        Path gone = Files.writeString(directory.resolve("logs/a.log"), text);
        Files.writeString(directory.resolve("logs/b.log"), text);
        configure("outputs: [{name: out, type: stdout}]");
        Config config = new ConfigFile(directory.resolve("config.yaml"), Map.of(), Set.of()).read();
        FileMatches fileMatches = FileMatches.of(config);
        Files.delete(gone);

        Inspection inspection = new Inspection(config, fileMatches, vertx, new PrintWriter(out));
        inspection.files();
        inspection.records();

        assertThat(inspection.isWell()).isTrue();
        assertThat(out)
                .asString()
                .contains("cannot be read any more: ", "as out gets them.\na line")
                .doesNotContain("WARNING");
    }

    /// A terminal would do what they say.
    @Test
    void controlCharactersAreShownEscaped() throws IOException {
        Files.writeString(directory.resolve("logs/a\u001b[2J.log"), "line \u001b[31m \u009b1m \u202egnp.exe\n");
        configure("outputs: [{name: out, type: stdout}, {name: store, type: http, url: \"%s\"}]"
                .formatted(receiver.url()));
        receiver.next(request -> request.response().setStatusCode(401).end());

        assertThat(check()).isEqualTo(4);
        assertThat(out)
                .asString()
                .contains("a\\u001b[2J.log", "line \\u001b[31m \\u009b1m \\u202egnp.exe")
                .doesNotContain("\u001b", "\u009b", "\u202e");
        configure("\u001b[2J: 1");
        check();
        assertThat(err).asString().doesNotContain("\u001b");
    }

    @Test
    void failsWhereAnOutputDoesNotAnswer() throws IOException {
        configure("outputs: [{name: store, type: http, url: \"%s\"}]".formatted(receiver.url()));
        receiver.close();

        assertThat(check()).isEqualTo(4);
        assertThat(out).asString().contains("FAILED  store: Connection refused");
    }

    @Test
    void failsWhereCredentialsAreWrong() throws IOException {
        configure("outputs: [{name: store, type: loki, url: \"%s\"}]".formatted(receiver.url()));
        receiver.nextStatus(401);

        assertThat(check()).isEqualTo(4);
        assertThat(out).asString().contains("FAILED  store: status 401: told so");
    }

    @Test
    void asksNobodyWhereThatIsNotWanted() throws IOException {
        configure("outputs: [{name: store, type: http, url: \"%s\"}]".formatted(receiver.url()));
        receiver.close();

        assertThat(check("--no-probe")).isZero();
    }

    @Test
    void aMistakeOnTheCommandLineIsOneSentence() {
        assertThat(run("run", "--on-invalid=never")).isEqualTo(2);

        assertThat(err)
                .asString()
                .contains("--on-invalid", "Try: log-shipper run --help")
                .hasLineCount(2);
    }

    private int check(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "check";
        arguments[1] = "--config=" + directory.resolve("config.yaml");
        System.arraycopy(options, 0, arguments, 2, options.length);
        return run(arguments);
    }

    private int run(String... arguments) {
        CommandLine command = Commands.commandLine(new Termination());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private void configure(String rest) throws IOException {
        configure(rest, "logs/*.log");
    }

    private void configure(String rest, String include) throws IOException {
        Files.writeString(directory.resolve("config.yaml"), """
                inputs: [{include: [%1$s/%2$s]}]
                state: {directory: %1$s/state}
                """.formatted(directory, include) + rest);
    }
}
