package io.sidecars.demoapp.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The README of `k8s/` says what the manifests do.
class ReadmeTest {

    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern PATH = Pattern.compile("(?m)^\\| `([\\w/]+)/` \\|");

    private static String readme() throws IOException {
        return Files.readString(Kustomization.K8S.resolve("README.md"));
    }

    private static JsonNode parse(String yaml) {
        return new ObjectMapper().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    @Test
    void theExampleKustomizationNamesEveryImageOfTheBase() throws IOException {
        List<String> blocks =
                YAML.matcher(readme()).results().map(block -> block.group(1)).toList();
        JsonNode base = parse(Files.readString(Kustomization.K8S.resolve("base/kustomization.yaml")));

        assertThat(blocks).hasSize(1);
        JsonNode example = parse(blocks.getFirst());
        assertThat(example.path("kind")).isEqualTo(base.path("kind"));
        assertThat(example.path("apiVersion")).isEqualTo(base.path("apiVersion"));
        assertThat(example.path("images").findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(base.path("images").findValuesAsText("name"));
    }

    @Test
    void everyDirectoryInTheTableExists() throws IOException {
        List<MatchResult> rows = PATH.matcher(readme()).results().toList();

        assertThat(rows)
                .hasSizeGreaterThan(3)
                .allSatisfy(row ->
                        assertThat(Kustomization.K8S.resolve(row.group(1))).isDirectory());
    }
}
