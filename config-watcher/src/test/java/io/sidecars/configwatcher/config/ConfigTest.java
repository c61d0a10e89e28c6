package io.sidecars.configwatcher.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final Path IMAGE_CONFIG = Path.of("src/main/jib/etc/config-watcher/config.yaml");
    private static final String SOURCE = "sources: [{name: a, path: /a}]\n";
    private static final String TARGET = "targets: [{name: a, signal: {url: \"http://127.0.0.1:1/\"}}]\n";

    @TempDir
    Path directory;

    @Test
    void theConfigurationOfTheImageNeedsNoVariables() {
        Config config = new ConfigFile(IMAGE_CONFIG, Map.of(), Set.of()).read();

        assertThat(config.sources().getFirst().path()).isEqualTo(Path.of("/config"));
        assertThat(config.targets().getFirst().signal())
                .matches(signal -> signal instanceof Signal.Http http
                        && http.endpoint().url().equals(URI.create("http://127.0.0.1:8081/-/reload")));
        assertThat(config.targets().getFirst().status()).isNull();
    }

    @Test
    void theConfigurationOfTheImageReadsVariables() {
        Map<String, String> environment = Map.of(
                "WATCHER_DIRECTORY", "/etc/app",
                "WATCHER_REHASH", "1m",
                "WATCHER_SIGNAL_URL", "http://127.0.0.1:1/reload",
                "WATCHER_SIGNAL_TIMEOUT", "1s",
                "WATCHER_STATUS_URL", "http://127.0.0.1:1/version",
                "WATCHER_STATUS_POINTER", "/build/id",
                "WATCHER_STATUS_INTERVAL", "10s",
                "WATCHER_PORT_80_TCP_ADDR", "injected for a Service called watcher");

        Config config = new ConfigFile(IMAGE_CONFIG, environment, Set.of()).read();

        assertThat(config.rehash()).isEqualTo(Duration.ofMinutes(1));
        StatusEndpoint status =
                (StatusEndpoint) requireNonNull(config.targets().getFirst().status());
        assertThat(status.endpoint().url()).isEqualTo(URI.create("http://127.0.0.1:1/version"));
        assertThat(status.pointer()).hasToString("/build/id");
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), "\uFEFF" + SOURCE + TARGET);

        assertThat(new ConfigFile(file, Map.of(), Set.of()).read().sources()).hasSize(1);
    }

    @Test
    void everyMistakeIsOneSentenceWithItsPosition() {
        assertMistake(SOURCE + "targest: []\n" + TARGET, ":2:1: unknown key \"targest\"");
        assertMistake(SOURCE, "\"targets\" must have at least one entry");
        assertMistake("sources: []\n" + TARGET, ":1:10: \"sources\" must have at least one entry");
        assertMistake(
                "sources: [{name: a, path: /a}, {name: a, path: /b}]\n" + TARGET,
                ":1:10: \"sources\" must have distinct names");
        assertMistake(
                SOURCE + "targets: [{name: a, signal: {url: \"http://u:secret@127.0.0.1/\"}}]\n",
                "must be a URL such as http://127.0.0.1:8081/-/reload or unix:/run/app.sock:/-/reload, without a user name");
        assertMistake(SOURCE + TARGET + "rehash: 0s\n", ":3:9: \"rehash\" must be between 1000ms and 3600s");
        assertMistake(
                SOURCE + TARGET + "retry: {initial: 1s, max: 500ms}\n", ":3:27: \"max\" must not be less than initial");
        assertMistake(
                SOURCE + "targets: [{name: a, signal: {url: \"http://h/\"}, status: {pointer: version}}]\n",
                "\"pointer\" must be a JSON pointer such as /version");
        assertMistake(
                SOURCE + TARGET.replace("]", ", {name: a, signal: {url: \"http://127.0.0.1:2/\"}}]"),
                "must have distinct names");
    }

    @Test
    void aTargetIsLimitedToSourcesThatExist() {
        assertMistake(
                SOURCE + TARGET.replace("name:", "sources: [a, other], name:"), "\"sources\" must be names of sources");
    }

    @Test
    void aSecretIsPushedOverPlainHttpOnlyToItsOwnHostUnlessItIsNotForTheTarget() throws IOException {
        String sources = "sources: [{name: a, path: /a}, {name: b, path: /b, secret: true}]\n";
        String target = "targets: [{name: t, sources: [%s], signal: {url: 'http://example.org/', body: push}}]\n";

        assertMistake(sources + target.formatted("a, b"), "because it pushes a secret source");
        Path file = Files.writeString(directory.resolve("config.yaml"), sources + target.formatted("a"));
        Config config = new ConfigFile(file, Map.of(), Set.of()).read();

        assertThat(config.targets().getFirst().files()).isEqualTo(new FileSelection(List.of("a"), List.of("*")));
    }

    @Test
    void anErrorAboutAUrlShowsNoSecret() {
        String url = "http://u:hush@127.0.0.1/?token=hush";

        assertThatThrownBy(() -> {
                    Path file = directory.resolve("config.yaml");
                    Files.writeString(file, SOURCE + TARGET.replace("http://127.0.0.1:1/", url));
                    new ConfigFile(file, Map.of(), Set.of()).read();
                })
                .hasMessageContaining("\"url\" must be a URL")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "https://app.example/"})
    void aSecretIsPushedToTheSameHostOrOverTls(String url) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), pushOfASecret(url));

        assertThat(new ConfigFile(file, Map.of(), Set.of()).read().targets()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example/", "http://10.1.2.3/", "http://127.0.0.1.example/", "http://[::2]/"})
    void aSecretIsPushedNowhereElse(String url) {
        assertMistake(pushOfASecret(url), "must have an https or loopback url, because it pushes a secret source");
    }

    private static String pushOfASecret(String url) {
        return "sources: [{name: a, path: /a, secret: true}]\n" + "targets: [{name: a, signal: {url: \"" + url
                + "\", body: push}}]\n";
    }

    @Test
    void aMisspelledVariableIsRefused() {
        assertThatThrownBy(() -> new ConfigFile(IMAGE_CONFIG, Map.of("WATCHER_SIGNALURL", "x"), Set.of()).read())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("WATCHER_SIGNALURL");
    }

    private void assertMistake(String yaml, String message) {
        Path file = directory.resolve("config.yaml");
        assertThatThrownBy(() -> {
                    Files.writeString(file, yaml);
                    new ConfigFile(file, Map.of(), Set.of()).read();
                })
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }
}
