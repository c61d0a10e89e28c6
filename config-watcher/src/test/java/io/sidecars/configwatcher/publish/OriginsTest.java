package io.sidecars.configwatcher.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.SourceFile;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private final NavigableMap<String, SourceFile> files = new TreeMap<>();
    private NavigableMap<String, byte[]> published;

    @BeforeEach
    void publish() {
        files.put("web/tls.crt", SourceFile.of("web", "tls.crt", true, "1".getBytes(UTF_8)));
        files.put("web/a", SourceFile.of("db", "web/a", true, "2".getBytes(UTF_8)));
        published = Origins.addedTo(Content.of(files));
    }

    @Test
    void whatIsReadAgainHasTheSameVersionAndSources() {
        Content content = Origins.content(published).orElseThrow();

        assertThat(content.version()).isEqualTo(Content.of(files).version());
        assertThat(content.origins()).usingRecursiveComparison().isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{}", "{\"web/a\":null}", "{\"web/a\":{}}", "{\"web/a\":{\"source\":\"db\"}}"})
    void aVersionWhoseSourcesAreDamagedIsNotUsed(String damaged) {
        published.put("..sources.json", damaged.getBytes(UTF_8));

        assertThat(Origins.content(published)).isEmpty();
    }

    @Test
    void aVersionWhoseFilesAreNotThoseOfItsSourcesIsNotUsed() {
        published.put("more", new byte[0]);
        assertThat(Origins.content(published)).isEmpty();

        published.remove("more");
        published.remove("web/a");
        assertThat(Origins.content(published)).isEmpty();
    }
}
