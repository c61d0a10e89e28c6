package io.sidecars.logshipper.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sidecars.logshipper.Readme;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The tables of settings in the README have every setting that the reader knows, and no other, each with the
/// default and the bounds that the reader has.
class SettingsTableTest {
    private static final Pattern RANGE = Pattern.compile("`([^`]+)` to `([^`]+)`");
    private static final Pattern WORDS = Pattern.compile("`[^`]+`(, `[^`]+`)+");
    private static final Pattern SHORT = Pattern.compile("(\\d+)(ms|s|m|h|d|B|KiB|MiB|GiB)?");
    private static final List<String> DURATIONS = List.of("ms", "s", "m", "h", "d");
    private static final List<Integer> FACTORS = List.of(1000, 60, 60, 24);
    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB");
    private static final String NONSENSE = "?!";
    /// A setting whose neighbours make the mapping valid.
    private static final Map<String, String> NEIGHBOURS = Map.of(
            "inputs[].multiline.", "inputs[].multiline.start",
            "inputs[].parse.", "inputs[].parse.pattern",
            "process[].", "process[].keep.match",
            "process[].keep.", "process[].keep.match",
            "process[].drop.", "process[].drop.match",
            "process[].sample.", "process[].sample.share",
            "process[].redact.", "process[].redact.match");

    /// One row.
    record Setting(String name, String defaultCell, String allowed) {
        boolean isRequired() {
            return defaultCell.startsWith("required");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Setting> settings() throws IOException {
        return Readme.rows("setting", "default", "allowed", "meaning").stream()
                .map(row -> new Setting(Readme.code(row.getFirst()).getFirst(), row.get(1), row.get(2)));
    }

    static Stream<Setting> ranges() throws IOException {
        return settings().filter(setting -> RANGE.matcher(setting.allowed()).matches());
    }

    static Stream<Setting> choices() throws IOException {
        return settings().filter(setting -> WORDS.matcher(setting.allowed()).matches());
    }

    @Test
    void haveEverySetting() throws IOException {
        assertThat(settings().map(Setting::name)).containsExactlyInAnyOrderElementsOf(known());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void haveTheDefaultThatTheReaderHas(Setting setting) {
        ConfigTree config = ConfigTree.around(setting.name());
        config.remove(setting.name());
        if (setting.isRequired()) {
            assertThatThrownBy(config::read).isInstanceOf(InvalidConfigException.class);
            return;
        }

        String effective = setting.name().equals("resource.labels")
                ? String.join(", ", config.read().resource().labels())
                : String.valueOf(config.effective(setting.name()));
        List<String> code = Readme.code(setting.defaultCell());
        boolean isValue = code.size() == 1 && setting.defaultCell().equals("`" + code.getFirst() + "`");

        assertThat(effective).isEqualTo(isValue ? code.getFirst() : "null");
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void haveTheBoundsThatTheReaderHas(Setting setting) {
        Matcher range = RANGE.matcher(setting.allowed());
        assertThat(range.matches()).isTrue();
        String least = range.group(1);
        String most = range.group(2);

        assertTaken(setting, least);
        assertTaken(setting, most);
        assertRefused(setting, beside(least, -1), least, most);
        assertRefused(setting, beside(most, 1), least, most);
    }

    @ParameterizedTest
    @MethodSource("choices")
    void haveTheWordsThatTheReaderHas(Setting setting) {
        List<String> words = Readme.code(setting.allowed());

        words.forEach(word -> assertTaken(setting, word));
        assertThat(choice(problemWith(setting, NONSENSE))).containsExactlyInAnyOrderElementsOf(words);
    }

    /// A bound cannot be lost by writing it in other words.
    @ParameterizedTest
    @MethodSource("settings")
    void haveBoundsWhereverTheReaderHasSome(Setting setting) {
        String problem = problemWith(setting, NONSENSE);
        boolean isRange = problem.contains("must be a duration")
                || problem.contains("must be a size")
                || problem.contains("must be a number from");

        assertThat(RANGE.matcher(setting.allowed()).matches()).isEqualTo(isRange);
        assertThat(WORDS.matcher(setting.allowed()).matches())
                .isEqualTo(!choice(problem).isEmpty());
    }

    private static void assertTaken(Setting setting, String value) {
        ConfigTree config = ConfigTree.around(setting.name());
        config.set(setting.name(), value);
        assertThatCode(config::read).as(setting.name() + ": " + value).doesNotThrowAnyException();
    }

    private static void assertRefused(Setting setting, String value, String least, String most) {
        String problem = problemWith(setting, value);
        assertThat(problem)
                .as(setting.name() + ": " + value)
                .containsAnyOf(
                        "must be between " + least + " and " + most, "must be a number from " + least, "must be a ");
        if (!value.startsWith("-")) {
            assertThat(problem).contains(least, most);
        }
    }

    private static String problemWith(Setting setting, String value) {
        ConfigTree config = ConfigTree.around(setting.name());
        config.set(setting.name(), value);
        Throwable problem = catchThrowable(config::read);
        return problem == null ? "" : String.valueOf(problem.getMessage());
    }

    private static List<String> choice(String problem) {
        return problem.contains("must be true or false")
                ? List.of("true", "false")
                : Pattern.compile("must be one of ([^:]*)")
                        .matcher(problem)
                        .results()
                        .flatMap(found -> Arrays.stream(found.group(1).split(", ", -1)))
                        .toList();
    }

    /// The nearest value below or above, in a smaller unit if the number stays short enough to be read.
    private static String beside(String value, int step) {
        Matcher parts = SHORT.matcher(value);
        assertThat(parts.matches()).as(value).isTrue();
        long number = Long.parseLong(parts.group(1));
        String unit = parts.group(2);
        if (unit != null) {
            List<String> units = DURATIONS.contains(unit) ? DURATIONS : SIZES;
            int at = units.indexOf(unit);
            while (at > 0) {
                long smaller = number * (units.equals(SIZES) ? 1024 : FACTORS.get(at - 1));
                if (smaller >= 999_999_999) {
                    break;
                }
                number = smaller;
                at--;
            }
            unit = units.get(at);
        }
        return (number + step) + (unit == null ? "" : unit);
    }

    /// What the reader says that it knows when it meets a mistake in each mapping.
    private static Set<String> known() {
        Set<String> known = new TreeSet<>();
        for (String mapping : List.of(
                "",
                "inputs[].",
                "inputs[].multiline.",
                "inputs[].parse.",
                "process[].",
                "process[].keep.",
                "process[].drop.",
                "process[].redact.",
                "process[].sample.",
                "resource.",
                "state.",
                "hold.",
                "drain.",
                "exitWhen.",
                "outputs[].",
                "outputs[].batch.",
                "outputs[].deadLetters.",
                "outputs[].auth.",
                "outputs[].auth.basic.",
                "outputs[].auth.bearer.",
                "outputs[].tls.")) {
            known.addAll(knownIn(mapping, ConfigTree.around(NEIGHBOURS.getOrDefault(mapping, ""))));
        }
        for (String type : List.of("stdout", "loki", "elasticsearch", "otlp")) {
            known.addAll(knownIn("outputs[].", ConfigTree.ofType(type)));
        }
        known.removeIf(
                name -> known.stream().anyMatch(other -> other.startsWith(name + ".") || other.startsWith(name + "[")));
        return known;
    }

    private static Set<String> knownIn(String mapping, ConfigTree config) {
        config.put(mapping + "mistake", "1");
        Throwable problem = catchThrowable(config::read);
        MatchResult found = Pattern.compile("known keys: (.*)")
                .matcher(String.valueOf(problem.getMessage()))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(mapping, problem));
        Set<String> names = new TreeSet<>();
        for (String name : found.group(1).split(", ", -1)) {
            names.add(mapping + name);
        }
        return names;
    }
}
