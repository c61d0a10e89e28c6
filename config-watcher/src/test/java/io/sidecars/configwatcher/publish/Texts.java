package io.sidecars.configwatcher.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Contents to publish, written as name, text, name, text.
final class Texts {
    private Texts() {}

    static NavigableMap<String, byte[]> of(String... namesAndTexts) {
        NavigableMap<String, byte[]> contents = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            contents.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(UTF_8));
        }
        return contents;
    }

    static void assertSame(Optional<NavigableMap<String, byte[]>> actual, NavigableMap<String, byte[]> expected) {
        assertThat(actual).hasValueSatisfying(contents -> {
            assertThat(contents.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, bytes) -> assertThat(contents.get(name)).isEqualTo(bytes));
        });
    }
}
