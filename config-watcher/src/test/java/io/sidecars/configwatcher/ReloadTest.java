package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.LoadedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
    @TempDir
    Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Config> taken = new ArrayList<>();
    private @Nullable String unusable;
    private Path file;
    private Path schema;
    private Reload reload;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("config.yaml");
        schema = Files.writeString(directory.resolve("schema.json"), "{}");
        write("30s");
        reload = new Reload(LoadedConfig.read(new ConfigFile(file, Map.of(), Set.of())), this::take, metrics);
    }

    private void take(Config config) {
        if (unusable != null) {
            throw new InvalidConfigException(unusable);
        }
        taken.add(config);
    }

    private void write(String rehash) throws IOException {
        Files.writeString(file, """
                sources: [{name: app, path: /app, validate: [{keys: "*", format: json, schema: %s}]}]
                rehash: %s
                targets: [{name: app, process: {command: "app .*"}}]
                """.formatted(schema, rehash));
    }

    @Test
    void aChangedFileIsTakenOverOnce() throws IOException {
        write("10s");
        reload.step();
        reload.step();

        assertThat(taken).extracting(config -> config.rehash().toSeconds()).containsExactly(10L);
        assertThat(reloads("applied")).isOne();
        assertThat(reload.problem()).isNull();
    }

    @Test
    void aChangedSchemaIsTakenOver() throws IOException {
        Files.writeString(schema, "{\"type\": \"object\"}");
        reload.step();
        reload.step();

        assertThat(taken).hasSize(1);
    }

    @Test
    void whatIsOnlyWrittenInAnotherWayIsNoChange() throws IOException {
        Files.writeString(file, Files.readString(file) + "# a comment\n");
        reload.step();

        assertThat(taken).isEmpty();
        assertThat(reloads("applied")).isZero();
    }

    @Test
    void anInvalidFileIsRefusedAndSaidUntilItIsValidAgain() throws IOException {
        write("0s");
        reload.step();
        reload.step();

        assertThat(reload.problem()).isEqualTo(file + ":2:9: \"rehash\" must be between 1000ms and 3600s");
        assertThat(reloads("refused")).isOne();
        assertThat(taken).isEmpty();

        write("30s");
        reload.step();

        assertThat(reload.problem()).isNull();
        assertThat(taken).isEmpty();
    }

    /// For example an invalid schema, or a directory that is not writable yet.
    @Test
    void whatCannotBeUsedIsSaidAndTriedAgainAfterAWhile() throws IOException {
        unusable = "publish.path /p is not writable";
        write("10s");
        reload.step();
        assertThat(reload.problem()).isEqualTo(unusable);

        unusable = null;
        for (int i = 0; i < 9; i++) {
            reload.step();
            assertThat(taken).isEmpty();
        }
        reload.step();

        assertThat(taken).hasSize(1);
        assertThat(reload.problem()).isNull();
    }

    @Test
    void anotherChangeIsTriedAtOnce() throws IOException {
        unusable = "publish.path /p is not writable";
        write("10s");
        reload.step();

        unusable = null;
        write("20s");
        reload.step();

        assertThat(taken).extracting(config -> config.rehash().toSeconds()).containsExactly(20L);
    }

    @Test
    void aFileThatIsGoneIsSaid() throws IOException {
        Files.delete(file);
        reload.step();

        assertThat(reload.problem()).isEqualTo(file + ": no such file");
    }

    private double reloads(String result) {
        return metrics.get("config_watcher_config_reloads")
                .tag("result", result)
                .counter()
                .count();
    }
}
