package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {
    private static final Path RULES = Path.of("..", "k8s", "monitoring", "config-watcher.yaml");
    private static final Path README = Path.of("..", "config-watcher", "README.md");

    private static final Path TESTS = Path.of("src", "test", "alerts.test.yaml");

    @TempDir
    Path directory;

    /// With the tool of Prometheus. `.ci/run` installs it and sets the variable.
    @Test
    void theAlertsFireAsTheirTestsSay() throws IOException, InterruptedException {
        String rules = Files.readString(RULES);
        Files.writeString(
                directory.resolve("rules.yaml"),
                rules.substring(rules.indexOf("\nspec:\n") + "\nspec:\n".length())
                        .replaceAll("(?m)^  ", ""));
        Path tests = Files.copy(TESTS, directory.resolve("tests.yaml"));

        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "test", "rules", tests.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(System.getenv("SIDECARS_NEED_PROGRAMS") != null, "promtool is not installed");
            throw e;
        }
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }

    /// That README is kept true by a test beside it.
    @Test
    void everyMetricOfAnAlertIsInTheReadme() throws IOException {
        assertThat(Pattern.compile("(?m)^ +expr: (.*)$")
                        .matcher(Files.readString(RULES))
                        .results()
                        .flatMap(expression -> Pattern.compile("\\bconfig_watcher_\\w+")
                                .matcher(expression.group(1))
                                .results())
                        .map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(Files.readString(README)).containsPattern("\\| `" + metric + "[{`]"));
    }
}
