package io.sidecars.demoapp.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseSettingsTest {

    private static DatabaseSettings parse(String yaml) throws InvalidConfigException {
        return DatabaseSettings.from(Snapshot.of(new TreeMap<>(Map.of("database.yaml", yaml.getBytes(UTF_8)))));
    }

    @Test
    void readsTheFourKeys() throws InvalidConfigException {
        assertThat(parse("url: jdbc:h2:mem:blue\nuser: shop\npassword: 0123\npoolSize: 7\n"))
                .isEqualTo(new DatabaseSettings("jdbc:h2:mem:blue", "shop", new Secret("0123"), 7));
    }

    @Test
    void poolSizeIsFourUnlessGiven() throws InvalidConfigException {
        assertThat(parse("{url: 'jdbc:h2:mem:blue', user: shop, password: x}").poolSize())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url: jdbc:x:y;user: u;poolSize: 4              | database.yaml:1:1: missing key "password"
            url: jdbc:x:y;user: u;pasword: p               | database.yaml:3:1: unknown key "pasword"; the keys are url, user, password, poolSize
            url: jdbc:x:y;user: u;password: p;poolSize: 0  | database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "0"
            url: jdbc:x:y;user: u;password: p;poolSize: '4'| database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "4"
            url: jdbc:x:y;user: u;password: p;poolSize: 1e9| database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "1e9"
            url: jdbc:x:y;user: [u, v];password: p         | database.yaml:2:7: user must have a single value
            url: jdbc:x:y;user: u;password:                | database.yaml:3:10: password must have a single value
            url: jdbc:x:y;user: u;user: v;password: p      | database.yaml:3:1: duplicate key "user"
            url: h2:mem:blue;user: u;password: p           | database.yaml:1:6: url must start with jdbc:, but is "h2:mem:blue"
            just text                                      | database.yaml:1:1: must be a mapping with the keys url, user, password, poolSize
            url: jdbc:x:y;user: "u                         | database.yaml:2:9: invalid YAML: found unexpected end of stream
            """)
    void anErrorIsOneSentenceWithFileLineAndColumn(String yaml, String sentence) {
        assertThatThrownBy(() -> parse(yaml.replace(";", "\n")))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(sentence);
    }

    @Test
    void emptyFileIsRefused() {
        assertThatThrownBy(() -> parse("# nothing\n"))
                .hasMessage("database.yaml: must be a mapping with the keys url, user, password, poolSize");
    }

    @Test
    void missingFileIsRefused() {
        assertThatThrownBy(() -> DatabaseSettings.from(Snapshot.of(new TreeMap<>())))
                .hasMessage("the configuration directory contains no database.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:mem:b;PASSWORD=hunter2",
        "jdbc:postgresql://u:hunter2@db/shop",
        "jdbc:x://h/d?password =hunter2"
    })
    void credentialsInTheUrlAreRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> parse("url: '" + url + "'\nuser: u\npassword: p\n"))
                .hasMessageContaining("url must not contain credentials")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "*hunter2",
        "'&a *hunter2'",
        "'[hunter2'",
        "'{hunter2: hunter2}'",
        "'!hunter2 {}'",
        "'%hunter2'",
        "'@hunter2'"
    })
    void noMessageRepeatsThePassword(String password) {
        assertThatThrownBy(() -> parse("url: jdbc:x:y\nuser: u\npassword: " + password + "\n"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("database.yaml:")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void passwordIsNotPrinted() throws InvalidConfigException {
        assertThat(parse("{url: 'jdbc:x:y', user: u, password: hunter2}").toString())
                .contains("****")
                .doesNotContain("hunter2");
    }
}
