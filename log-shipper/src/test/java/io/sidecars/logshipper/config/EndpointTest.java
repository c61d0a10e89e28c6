package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecars.logshipper.compress.Zstd;
import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Compression;
import io.sidecars.logshipper.config.Endpoint.Credential;
import io.sidecars.logshipper.config.Endpoint.Proxy;
import io.sidecars.logshipper.config.Endpoint.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private static final Map<String, String> VARIABLES = Map.of("LINES", "hush\r\nX: y", "EMPTY", "");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void readsHeaders() throws IOException {
        assertThat(endpoint("http", "headers: {X-Scope: team a, Authorization: Basic eA==, X-None: }")
                        .headers())
                .containsExactly(
                        Map.entry("X-Scope", new Secret("team a")),
                        Map.entry("Authorization", new Secret("Basic eA==")));
    }

    @Test
    void readsCredentials() throws IOException {
        assertThat(endpoint("http", "auth: {basic: {username: u, password: p}}").auth())
                .isEqualTo(new Auth.Basic("u", new Credential.Value(new Secret("p"))));
        assertThat(endpoint("http", "auth: {basic: {username: u, passwordFile: /p}}")
                        .auth())
                .isEqualTo(new Auth.Basic("u", new Credential.File(Path.of("/p"))));
        assertThat(endpoint("http", "auth: {bearer: {token: t}}").auth())
                .isEqualTo(new Auth.Bearer(new Credential.Value(new Secret("t"))));
        assertThat(endpoint("http", "auth: {bearer: {tokenFile: /t}}").auth())
                .isEqualTo(new Auth.Bearer(new Credential.File(Path.of("/t"))));
    }

    @Test
    void aPasswordMayHaveAnyLettersAndATokenOnlyAscii() throws IOException {
        assertThat(endpoint("http", "auth: {basic: {username: jörg, password: 'Äöß 🔑'}}")
                        .auth())
                .isEqualTo(new Auth.Basic("jörg", new Credential.Value(new Secret("Äöß 🔑"))));
        assertThatThrownBy(() -> endpoint("http", "auth: {bearer: {token: ö}}")).hasMessageContaining("ASCII");
    }

    @Test
    void readsTls() throws IOException {
        String tls = "tls: {ca: /ca, certificate: /c, key: /k, serverName: a.b, minVersion: 1.3}";

        assertThat(endpoint("https", tls).tls())
                .isEqualTo(new Tls(Path.of("/ca"), Path.of("/c"), Path.of("/k"), "a.b", Tls.MinVersion.V1_3));
    }

    @Test
    void readsProxies() throws IOException {
        assertThat(endpoint("http", "proxy: 'http://p:3128'").proxy()).isEqualTo(new Proxy("p", 3128, null, null));
        assertThat(endpoint("http", "proxy: 'http://u%20:p%40+@p:3128/'").proxy())
                .isEqualTo(new Proxy("p", 3128, "u ", new Secret("p@+")));
        assertThat(endpoint("http", "proxy: 'http://[::1]:3128'").proxy())
                .isEqualTo(new Proxy("::1", 3128, null, null));
    }

    @Test
    void readsCompression() throws IOException {
        assertThat(endpoint("http", "compression: gzip").compression())
                .isEqualTo(new Compression(Compression.Method.GZIP, 1));
        assertThat(endpoint("http", "compression: gzip\n    compressionLevel: 9")
                        .compression())
                .isEqualTo(new Compression(Compression.Method.GZIP, 9));
    }

    @Test
    void zstdIsForReceiversThatTakeIt() throws IOException {
        assumeTrue(Zstd.isAvailable(Zstd.LIBRARY), Zstd.LIBRARY);

        assertThat(endpoint("http", "compression: zstd\n    compressionLevel: 3")
                        .compression())
                .isEqualTo(new Compression(Compression.Method.ZSTD, 3));
        for (String type : List.of("loki", "elasticsearch")) {
            assertThatThrownBy(() -> read("type: " + type + "\n    url: http://host\n    compression: zstd"))
                    .hasMessageEndingWith("\"compression\" must be one of none, gzip");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth: ",
                "auth: {basic: {username: '${EMPTY}', passwordFile: }, bearer: {token: ''}}",
                "auth: {bearer: }",
                "tls: {ca: '${EMPTY}', key: '', minVersion: }",
                "proxy: '${EMPTY}'",
                "headers: {}",
                "compressionLevel: ''",
            })
    void emptyValuesCountAsAbsent(String settings) throws IOException {
        assertThat(endpoint("http", settings)).isEqualTo(endpoint("http", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headers: [a] | 6:14: \"headers\" must be a mapping of keys to values",
                "headers: {a b: hush} | 6:20: the key must be the name of an HTTP header",
                "headers: {Content-Type: hush} | 6:29: \"Content-Type\" must not be set: the output sets it",
                "headers: {host: hush} | 6:21: \"host\" must not be set: the output sets it",
                "headers: {a: '${LINES}'} | 6:18: \"a\" from ${LINES} must be one line of ASCII without spaces around it",
                "headers: {a: [hush]} | 6:18: \"a\" must be a single value",
                "headers: {authorization: hush}; auth: {bearer: {token: hush}} | 7:11: \"auth\" cannot be combined with an"
                        + " Authorization header",
                "auth: {basic: {username: u}} | 6:19: \"password\" or \"passwordFile\" is required",
                "auth: {basic: {password: hush}} | 6:19: \"username\" is required",
                "auth: {basic: {username: 'a:hush', password: hush}} | 6:30: \"username\" must have no colon",
                "auth: {basic: {username: u, password: hush, passwordFile: /p}} | 6:63: \"passwordFile\" cannot be"
                        + " combined with password",
                "auth: {basic: {username: u, passwordFile: p}} | 6:47: \"passwordFile\" must be an absolute path such as"
                        + " /etc/log-shipper/ca.crt",
                "auth: {basic: {username: u, password: '${LINES}'}} | 6:43: \"password\" from ${LINES} must be one line"
                        + " without spaces around it",
                "auth: {basic: {username: u, password: ' hush'}} | 6:43: \"password\" must be one line without spaces"
                        + " around it",
                "auth: {bearer: {token: hush, tokenFile: /t}} | 6:45: \"tokenFile\" cannot be combined with token",
                "auth: {bearer: {token: '${LINES}'}} | 6:28: \"token\" from ${LINES} must be one line of ASCII without spaces around it",
                "auth: {basic: {username: u, password: p}, bearer: {token: t}} | 6:55: \"bearer\" cannot be combined with basic",
                "auth: {beaver: {token: hush}} | 6:12: unknown key \"beaver\"; did you mean \"bearer\"?",
                "tls: {ca: ca.crt} | 6:15: \"ca\" must be an absolute path such as /etc/log-shipper/ca.crt",
                "tls: {certificate: /c} | 6:24: \"certificate\" is only valid with key",
                "tls: {key: /k} | 6:16: \"key\" is only valid with certificate",
                "tls: {serverName: 'a b'} | 6:23: \"serverName\" must be a host name such as collector.logging.svc",
                "tls: {minVersion: 1.1} | 6:23: \"minVersion\" must be one of 1.2, 1.3",
                "proxy: 'socks5://u:hush@p:1' | 6:12: \"proxy\" must be a URL such as http://proxy:3128"
                        + " or http://user:password@proxy:3128",
                "proxy: 'http://u:hush/@hush@p:1' | 6:12: \"proxy\" must be a URL such as"
                        + " http://proxy:3128 or http://user:password@proxy:3128",
                "proxy: 'u:hush@hush@p:1' | 6:12: \"proxy\" must be a URL such as http://proxy:3128"
                        + " or http://user:password@proxy:3128",
                "proxy: 'http://p:65536' | 6:12: \"proxy\" must be a URL such as http://proxy:3128 or"
                        + " http://user:password@proxy:3128",
                "proxy: 'http://u:%hush@p:1' | 6:12: \"proxy\" must have a percent sign only before two"
                        + " hexadecimal digits",
                "auth: {bearer: {token: *hush}} | 6:28: found undefined alias",
                "auth: {bearer: {token: !hush!x y}} | 6:28: while parsing a node, found undefined tag handle",
                "compression: lz4 | 6:18: \"compression\" must be one of none, gzip, zstd",
                "compressionLevel: 3 | 6:23: \"compressionLevel\" is only for compression: gzip, zstd",
                "query: a | 6:12: \"query\" must be a mapping of keys to values",
            })
    void saysWhatIsWrongAndWhere(String settings, String problem) {
        assertThatThrownBy(() -> endpoint("https", settings.replace("; ", "\n    ")))
                .isInstanceOf(InvalidConfigException.class)
                .message()
                .isEqualTo(directory.resolve("config.yaml") + ":" + problem)
                .doesNotContain("hush");
    }

    @Test
    void tlsIsOnlyForHttps() {
        assertThatThrownBy(() -> endpoint("http", "tls: {ca: /ca}"))
                .hasMessage(directory.resolve("config.yaml") + ":6:10: \"tls\" is only for a url with https");
    }

    @Test
    void theQueryIsOnlyForHttp() {
        assertThatThrownBy(() -> read("type: otlp\n    url: http://a\n    query: {a: b}"))
                .hasMessage(directory.resolve("config.yaml") + ":6:12: \"query\" is only for type: http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: http\n    url: 'http://host:99999/in?key=hush'",
                "type: http\n    url: 'host/in?key=hush'",
                "type: http\n    url: 'http://hush:hush@host/in'",
                "type: http\n    url: '${NONE:-http://hush@host/in?key=hush}'",
                "type: stdout\n    url: 'http://host/in?key=hush'",
                "type: stdout\n    headers: {a: hush}",
            })
    void aMessageShowsNoSecretOfAUrl(String output) {
        assertThatThrownBy(() -> read(output))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void aUrlHasNoFragment() {
        assertThatThrownBy(() -> read("type: http\n    url: http://a/#b"))
                .hasMessage(directory.resolve("config.yaml") + ":5:10: \"url\" must have no fragment");
    }

    private Endpoint endpoint(String scheme, String settings) throws IOException {
        return http(scheme, settings).endpoint();
    }

    private Output.Http http(String scheme, String settings) throws IOException {
        return (Output.Http) read("type: http\n    url: " + scheme + "://host/in\n    " + settings);
    }

    private Output read(String settings) throws IOException {
        String text = "inputs: [{include: /logs/*}]\noutputs:\n  - name: a\n    " + settings + "\n";
        Path file = Files.writeString(directory.resolve("config.yaml"), text);
        return new ConfigFile(file, VARIABLES, Set.of()).read().outputs().getFirst();
    }
}
