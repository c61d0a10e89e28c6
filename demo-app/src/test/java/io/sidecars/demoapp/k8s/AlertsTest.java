package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final Path RULES = Path.of("..", "k8s", "monitoring", "config-watcher.yaml");
    private static final Path README = Path.of("..", "config-watcher", "README.md");

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
