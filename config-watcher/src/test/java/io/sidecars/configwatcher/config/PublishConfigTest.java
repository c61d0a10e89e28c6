package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishConfigTest {
    @Test
    void ownerAndGroupReadByDefault() {
        assertThat(read("path: /run/config"))
                .isEqualTo(new PublishConfig(Path.of("/run/config"), PosixFilePermissions.fromString("r--r-----")));
    }

    @ParameterizedTest
    @CsvSource({"0400, r--------", "0444, r--r--r--", "0644, rw-r--r--", "0551, r-xr-x--x"})
    void theModeIsOctalWithAndWithoutQuotes(String mode, String permissions) {
        assertThat(read("path: /a\nmode: " + mode).mode()).isEqualTo(PosixFilePermissions.fromString(permissions));
        assertThat(read("path: /a\nmode: \"" + mode + "\"").mode())
                .isEqualTo(PosixFilePermissions.fromString(permissions));
    }

    @Test
    void everyMistakeIsOneSentence() {
        assertMistake("mode: 0440", "config.yaml:1:7: \"mode\" is only valid with path");
        assertMistake("path: /", "config.yaml:1:7: \"path\" must be an absolute path such as /run/config");
        for (String mode : new String[] {"288", "440", "0480", "00440", "4440", "0o440", "r--r-----", "-440"}) {
            assertMistake(
                    "path: /a\nmode: " + mode, "config.yaml:2:7: \"mode\" must be four octal digits such as 0440");
        }
        assertMistake(
                "path: /a\nmode: 0040",
                "\"mode\" must be readable for the owner, as 0400 is, because config-watcher reads the copy back");
        assertMistake("path: /a\nmode: 0460", "\"mode\" must be writable for the owner only, as 0644 is");
        assertMistake("path: /a\nmode: 0666", "\"mode\" must be writable for the owner only, as 0644 is");
        assertMistake("path: /a\nmodes: 0440", "config.yaml:2:1: unknown key \"modes\"");
    }

    private static PublishConfig read(String text) {
        YamlMapping yaml = YamlMapping.parse("config.yaml", text, new Variables(Map.of()));
        PublishConfig publishing = PublishConfig.read(yaml).orElseThrow();
        yaml.done();
        return publishing;
    }

    private static void assertMistake(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(message);
    }
}
