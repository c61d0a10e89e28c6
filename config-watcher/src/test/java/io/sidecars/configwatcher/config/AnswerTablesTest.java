package io.sidecars.configwatcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.Readme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables in the README about what an answer means, by default and with each preset.
class AnswerTablesTest {
    private final Readme readme = Readme.read();

    @Test
    void eachStatusCodeHasTheOutcomeOfTheTable() {
        Map<String, String> outcomes = new TreeMap<>();
        readme.table("answer to the signal")
                .forEach(row -> Readme.code(row.getFirst()).forEach(code -> outcomes.put(code, row.get(1))));
        Signal.Http signal = http("{name: a, signal: {url: 'http://a'}}");

        assertThat(readme.table("answer to the signal").getLast().subList(0, 2))
                .containsExactly("any other, or none", "failed");
        for (int code = 100; code < 600; code++) {
            String expected = outcomes.getOrDefault("" + code, outcomes.getOrDefault(code / 100 + "xx", "failed"));
            assertThat(outcome(signal, code)).as("" + code).isEqualTo(expected);
        }
    }

    @Test
    void aCodeThatSaysNothingAboutTheVersionRejectsIfItIsListed() {
        String codes = readme.table("answer to the signal").stream()
                .map(List::getFirst)
                .filter(cell -> Readme.code(cell).size() > 1)
                .collect(Collectors.joining())
                .replace("` `", ", ")
                .replace("`", "");
        Signal.Http signal = http("{name: a, signal: {url: 'http://a', rejected: [" + codes + "]}}");

        assertThat(codes.split(", ")).isNotEmpty().allMatch(code -> signal.rejects(Integer.parseInt(code)));
    }

    @Test
    void thePresetsTableHasEveryPreset() {
        assertThat(readme.names("preset"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Preset.values())
                        .filter(preset -> preset != Preset.NONE)
                        .map(Values::word)
                        .toList());
    }

    @Test
    void eachPresetSignalsAsItsRowSays() {
        for (List<String> row : readme.table("preset")) {
            List<String> how = Readme.code(row.get(1));
            switch (target("{name: a, preset: " + Readme.code(row.getFirst()).getFirst() + "}")) {
                case Signal.Http http -> {
                    assertThat(how.getFirst())
                            .isEqualTo(http.method() + " " + http.endpoint().url());
                    assertThat(http.body()).isEqualTo(Signal.Body.NONE);
                    assertThat(http.accepted().patterns()).isEqualTo(Readme.code(row.get(2)));
                    assertThat(http.rejected().patterns()).isEqualTo(Readme.code(row.get(3)));
                }
                case Signal.Exec exec -> throw new AssertionError(exec);
                case Signal.Unix unix -> {
                    assertThat(how)
                            .startsWith(
                                    unix.process().signal().name(),
                                    String.valueOf(unix.process().name()));
                    assertThat(row.get(3)).startsWith("not noticed");
                }
            }
        }
    }

    private static String outcome(Signal.Http signal, int code) {
        return signal.accepted().contains(code) ? "accepted" : signal.rejects(code) ? "rejected" : "failed";
    }

    private static Signal.Http http(String target) {
        return (Signal.Http) target(target);
    }

    private static Signal target(String yaml) {
        return new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of())
                .parse("sources: [{name: a, path: /a}]\ntargets: [" + yaml + "]\n")
                .targets()
                .getFirst()
                .signal();
    }
}
