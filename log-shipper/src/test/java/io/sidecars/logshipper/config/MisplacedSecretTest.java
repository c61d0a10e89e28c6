package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.logshipper.config.SettingsTableTest.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A secret that an operator puts under any key, in any form, is in no message. Where a secret belongs, or a
/// file that holds one, the effective configuration does not show it either.
class MisplacedSecretTest {
    private static final String SECRET = "Zq7hunter2";
    private static final Map<String, String> ENVIRONMENT = Map.of("HELD", SECRET);
    private static final List<String> TYPES = List.of("stdout", "http", "loki", "elasticsearch", "otlp");
    /// Settings that hold or point to a secret.
    private static final String MASKED =
            "outputs\\[]\\.(url|proxy|headers|query|tenant|auth\\..*|tls\\.(ca|certificate|key))";

    /// Values as they are written in YAML. Each has the secret in a place of its own.
    private static final List<String> VALUES = List.of(
            SECRET,
            "'" + SECRET + " and more'",
            "'https://user:" + SECRET + "@host/" + SECRET + "?key=" + SECRET + "#" + SECRET + "'",
            "'user:" + SECRET + "@host:1'",
            "\"-----BEGIN PRIVATE KEY-----\\n" + SECRET + "\\n-----END PRIVATE KEY-----\\n\"",
            "'[" + SECRET + "'",
            "'(" + SECRET + "'",
            "'(?P<" + SECRET + "'",
            "'(?<a>" + SECRET + ")(?<a>x)'",
            "'\\p{" + SECRET + "}'",
            "'{" + SECRET + "'",
            "'/a{" + SECRET + "'",
            "\"" + SECRET + "\\0\"",
            "\"/" + SECRET + "\\0\"",
            "\"a\\n" + SECRET + "\"",
            "'" + SECRET + ": x'",
            "'${NONE:-" + SECRET + "}'",
            "'${HELD}'",
            "'${HELD}[('",
            "'${NONE:-" + SECRET + "'",
            "[" + SECRET + "]",
            "['" + SECRET + " ', '(']",
            "[[" + SECRET + "]]",
            "{" + SECRET + ": " + SECRET + "}",
            "{" + SECRET + ": [" + SECRET + "]}",
            "{" + SECRET + ": {a: " + SECRET + "}}",
            "{a: " + SECRET + ", a: " + SECRET + "}",
            "{" + SECRET + ": a, " + SECRET + ": b}",
            "[{a: " + SECRET + "}]",
            "*" + SECRET,
            "!" + SECRET + "!x y",
            "! " + SECRET,
            "[&" + SECRET + " a, &" + SECRET + " b]",
            "\"\\x" + SECRET + "\"",
            "\"\\U" + SECRET + "\"",
            "\"" + SECRET,
            "@" + SECRET,
            "%" + SECRET,
            "`" + SECRET,
            "a: " + SECRET + ": b");

    static Stream<Setting> settings() throws IOException {
        return SettingsTableTest.settings();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void isInNoMessage(Setting setting) {
        for (String value : VALUES) {
            assertNotShown(setting.name(), ConfigTree.around(setting.name()).textWith(setting.name(), value));
            if (setting.name().startsWith("outputs[].")) {
                for (String type : TYPES) {
                    assertNotShown(setting.name(), ConfigTree.ofType(type).textWith(setting.name(), value));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void isInNoMessageAsAKey(Setting setting) {
        String mapping = setting.name().substring(0, setting.name().lastIndexOf('.') + 1);
        for (String value : VALUES) {
            assertNotShown("", ConfigTree.around(setting.name()).textWith(mapping + SECRET, value));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theMessageNamesPlaceAndKey(Setting setting) {
        String text = ConfigTree.around(setting.name()).textWith(setting.name(), "[[]]");

        assertThatThrownBy(() -> file().parse(text))
                .hasMessageMatching("shipper\\.yaml:1:\\d+: \"\\w+\" (must be|is) .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host/%s", "http://host/a/%s/b?c=d", "http://host?%s", "http://${HOST:-host}/%s",
                "http://host:80/a@%s", "${NONE:-http://host/%s}", "${NONE:-http://host}/%s", "http://${HELD}/%s",
            })
    void isNotShownInAUrl(String url) {
        String text = ConfigTree.around("outputs[].url").textWith("outputs[].url", "'" + url.formatted(SECRET) + "'");
        String shown = file().effective(text);

        assertThat(shown).contains("http://", "****").doesNotContain(SECRET);
        assertThat(file().effective(shown)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:%s@host:1",
                "http://user:a?%s@host:1",
                "http://user:a#%s@host:1",
                "http://%s:a@host:1",
                "http://user:${NONE:-%s}@host:1",
                "http://user:${NONE:-a?%s}@host:1",
                "${NONE:-http://user:%s@host:1}",
            })
    void isNotShownInAProxy(String proxy) {
        String text =
                ConfigTree.around("outputs[].proxy").textWith("outputs[].proxy", "'" + proxy.formatted(SECRET) + "'");

        assertThat(file().effective(text)).contains("****").doesNotContain(SECRET, "user:a");
    }

    /// What the key belongs to is cut into lines that YAML takes for something else.
    @Test
    void isInNoMessageIfTheIndentationIsWrong() {
        String pem = "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----\n";
        for (String key : List.of("tls.key: |\n", "tls:\n  key:\n", "tls:\n  key: |\n", "tls: {key:\n")) {
            assertNotShown("", "outputs:\n- name: a\n" + key + pem);
            assertNotShown("", key + pem + SECRET + ": x\n");
        }
    }

    /// Letters, dots and hyphens are names; anything else may be a secret.
    @Test
    void aKeyThatLooksLikeANameIsShown() {
        assertThatThrownBy(() -> file().parse("inputs: [{include: /a, tls.key: a}]"))
                .hasMessageContaining("unknown key \"tls.key\"");
    }

    private static void assertNotShown(String setting, String text) {
        try {
            Config _ = file().parse(text);
        } catch (InvalidConfigException e) {
            assertThat(e).message().as(text).doesNotContain(SECRET).doesNotContain("hunter");
            return;
        }
        if (setting.matches(MASKED) && !text.contains("{" + SECRET)) { // names of headers are shown
            assertThat(file().effective(text)).as(text).doesNotContain(SECRET);
        }
    }

    private static ConfigFile file() {
        return new ConfigFile(Path.of("shipper.yaml"), ENVIRONMENT, Set.of());
    }
}
