package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessSelectorTest {
    @Test
    void aNameIsEnough() {
        assertThat(read("{name: nginx}")).isEqualTo(new ProcessSelector("nginx", null, UnixSignal.HUP));
    }

    @Test
    void aCommandIsARegularExpression() {
        ProcessSelector selector = read("{command: 'nginx: master .*', signal: SIGUSR2}");

        assertThat(selector.name()).isNull();
        assertThat(selector.command()).hasToString("nginx: master .*");
        assertThat(selector.signal()).isEqualTo(UnixSignal.USR2);
    }

    @Test
    void aSignalIsNamedWithOrWithoutSig() {
        assertThat(read("{name: a, signal: USR1}")).isEqualTo(read("{name: a, signal: SIGUSR1}"));
    }

    @Test
    void everyMistakeIsOneSentenceWithItsPosition() {
        assertMistake("{}", "f:1:1: \"name\" or \"command\" is required");
        assertMistake("{nam: nginx}", "f:1:2: unknown key \"nam\"; did you mean \"name\"?");
        assertMistake("{name: a, command: b}", "f:1:20: \"command\" is only valid without \"name\"");
        assertMistake(
                "{name: /usr/sbin/nginx}",
                "f:1:8: \"name\" must be the name of an executable such as nginx, without its directory");
        assertMistake(
                "{command: 'a('}", "f:1:11: \"command\" must be a regular expression; its error is at character 3");
        assertMistake("{name: a, signal: TERM}", "f:1:19: \"signal\" must be HUP, USR1 or USR2");
        assertMistake("{name: a, singal: HUP}", "f:1:11: unknown key \"singal\"; did you mean \"signal\"?");
    }

    private static ProcessSelector read(String yaml) {
        YamlMapping mapping = YamlMapping.parse("f", yaml, new Variables(Map.of()));
        ProcessSelector selector = ProcessSelector.read(mapping, null, UnixSignal.HUP);
        mapping.done();
        return selector;
    }

    private static void assertMistake(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage(message);
    }
}
