package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.FileSelection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The names of files of several sources; a file is written as source, colon, name.
class FileNamesTest {
    @Test
    void filesKeepTheirNamesIfNoTwoAreEqual() {
        assertThat(names("web:tls.crt", "db:db.crt", "db:a/b")).containsExactly("a/b", "db.crt", "tls.crt");
    }

    @Test
    void equalNamesAreQualifiedByTheirSource() {
        assertThat(names("web:tls.crt", "web:tls.key", "db:tls.crt", "db:extra"))
                .containsExactly("db/tls.crt", "extra", "tls.key", "web/tls.crt");
    }

    @Test
    void aFileThatWouldBeADirectoryOfAnotherIsQualifiedAndSoIsTheOther() {
        assertThat(names("web:conf", "db:conf/db.yaml")).containsExactly("db/conf/db.yaml", "web/conf");
    }

    /// A qualified name can collide in its turn, also with a file of its own source.
    @Test
    void aQualifiedNameCollidesWithNoOther() {
        assertThat(names("web:web", "web:tls.crt", "db:tls.crt"))
                .containsExactly("db/tls.crt", "web/tls.crt", "web/web");
        assertThat(names("web:web/tls.crt", "web:tls.crt", "db:tls.crt"))
                .containsExactly("db/tls.crt", "web/tls.crt", "web/web/tls.crt");
        assertThat(names("web:tls.crt", "db:tls.crt", "db:web")).containsExactly("db/tls.crt", "db/web", "web/tls.crt");
    }

    @Test
    void everyFileHasANameOfItsOwnThatIsNoDirectoryOfAnotherWhateverTheOrder() {
        List<String> words = List.of("a", "b", "c", "a/b", "b/a", "a/b/c", "c/a/b");
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Set<String> written = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                written.add("abc".charAt(random.nextInt(3)) + ":" + words.get(random.nextInt(words.size())));
            }
            written.removeIf(file -> written.stream().anyMatch(other -> other.startsWith(file + "/")));
            List<SourceFile> files =
                    new ArrayList<>(written.stream().map(FileNamesTest::file).toList());

            NavigableMap<String, SourceFile> named = FileNames.of(files);

            assertThat(named.values()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(files);
            named.forEach((name, file) -> {
                assertThat(name).isIn(file.name(), file.source() + "/" + file.name());
                assertThat(named.keySet()).noneMatch(other -> other.startsWith(name + "/"));
            });
            Collections.shuffle(files, random);
            assertThat(FileNames.of(files)).isEqualTo(named);
        }
    }

    @Test
    void thePartOfATargetIsNamedAsIfThereWereNoOtherFiles() {
        Content before = content("web:tls.crt", "db:tls.crt", "db:notes");
        Content after = content("web:tls.crt", "db:other");
        FileSelection web = new FileSelection(List.of("web"), List.of("*"));
        FileSelection keys = new FileSelection(List.of(), List.of("tls.*"));

        assertThat(before.files()).containsOnlyKeys("db/tls.crt", "web/tls.crt", "notes");
        assertThat(before.part(web).files()).containsOnlyKeys("tls.crt");
        assertThat(before.part(web).version()).isEqualTo(after.part(web).version());
        assertThat(before.part(keys).files()).containsOnlyKeys("db/tls.crt", "web/tls.crt");
        assertThat(before.part(keys).whole()).isSameAs(before);
    }

    private static Set<String> names(String... files) {
        return content(files).files().keySet();
    }

    private static Content content(String... files) {
        return Content.of(FileNames.of(Stream.of(files).map(FileNamesTest::file).toList()));
    }

    private static SourceFile file(String written) {
        String[] parts = written.split(":", 2);
        return SourceFile.of(parts[0], parts[1], false, new byte[0]);
    }
}
