package io.sidecars.configwatcher.publish;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidecars.configwatcher.config.PublishConfig;
import io.sidecars.configwatcher.source.ScanResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedTest {
    @TempDir
    Path temporary;

    private Path directory;
    private Published published;

    @BeforeEach
    void open() throws IOException {
        directory = temporary.resolve("run/config");
        published = open("r--r-----");
    }

    @Test
    void isReadLikeAMount() throws IOException {
        published.publish(Texts.of("app.yaml", "1", "sub/deep/a", "2", "sub/b", "3"));

        assertThat(directory.resolve("app.yaml")).hasContent("1");
        assertThat(directory.resolve("sub/deep/a")).hasContent("2");
        assertThat(directory.resolve("sub/b")).hasContent("3");
        assertThat(Files.readSymbolicLink(directory.resolve("sub"))).hasToString("..data/sub");
        assertThat(look())
                .matches(found -> found.quietPeriod().isZero())
                .satisfies(found ->
                        assertThat(found.content().files()).containsOnlyKeys("app.yaml", "sub/b", "sub/deep/a"));
    }

    @Test
    void nothingIsPublishedAtFirst() throws IOException {
        assertThat(directory).isEmptyDirectory();
        assertThat(current()).isEmpty();
        assertThat(published.accepted()).isEmpty();
    }

    @Test
    void everyByteIsKept() throws IOException {
        byte[] binary = new byte[1 << 20];
        new Random(1).nextBytes(binary);
        NavigableMap<String, byte[]> contents = Texts.of("empty", "", "ünï", "ü\n");
        contents.put("binary", binary);

        published.publish(contents);

        Texts.assertSame(current(), contents);
        assertThat(directory.resolve("binary")).hasBinaryContent(binary);
        assertThat(directory.resolve("empty")).isEmptyFile();
    }

    @Test
    void keysComeAndGo() throws IOException {
        published.publish(Texts.of("a", "1", "sub/b", "2"));
        published.publish(Texts.of("c", "3", "sub/d", "4"));

        assertThat(visible()).containsExactly("c", "sub");
        Texts.assertSame(current(), Texts.of("c", "3", "sub/d", "4"));
    }

    @Test
    void aFileMayBecomeADirectory() throws IOException {
        published.publish(Texts.of("a", "1"));
        published.publish(Texts.of("a/b", "2"));

        assertThat(directory.resolve("a/b")).hasContent("2");
    }

    @Test
    void allKeysMayGo() throws IOException {
        published.publish(Texts.of("a", "1", "sub/b", "2"));
        published.publish(Texts.of());

        assertThat(visible()).isEmpty();
        Texts.assertSame(current(), Texts.of());
    }

    @Test
    void onlyTheNewestVersionStaysIfNoneIsAccepted() throws IOException {
        published.publish(Texts.of("a", "1"));
        published.publish(Texts.of("a", "2"));

        assertThat(versions()).hasSize(1);
    }

    @Test
    void theSameContentsAreNotSwapped() throws IOException {
        published.publish(Texts.of("a", "1", "b", "2"));
        Path before = data();
        Files.delete(directory.resolve("a"));

        published.publish(Texts.of("a", "1", "b", "2"));

        assertThat(data()).isEqualTo(before);
        assertThat(visible()).containsExactly("a", "b");
    }

    @Test
    void anyDifferenceIsSwapped() throws IOException {
        Set<Path> swaps = new TreeSet<>();
        for (NavigableMap<String, byte[]> contents : List.of(
                Texts.of("a", "1", "b", "2"), Texts.of("a", "1", "b", "3"), Texts.of("a", "1"), Texts.of("b", "1"))) {
            published.publish(contents);
            Texts.assertSame(current(), contents);
            swaps.add(data());
        }

        assertThat(swaps).hasSize(4);
    }

    @Test
    void anotherModeIsSwapped() throws IOException {
        published.publish(Texts.of("a", "1"));

        open("r--r--r--").publish(Texts.of("a", "1"));

        assertThat(permissions(directory.resolve("a"))).isEqualTo("r--r--r--");
    }

    @ParameterizedTest
    @CsvSource({"r--------, rwx------", "r--r-----, rwxr-x---", "rw-r--r--, rwxr-xr-x"})
    void whoMayReadAFileMayEnterItsDirectories(String file, String directories) throws IOException {
        open(file).publish(Texts.of("a", "1", "sub/deep/b", "2"));

        assertThat(permissions(directory.resolve("a"))).isEqualTo(file);
        assertThat(permissions(directory.resolve("sub/deep/b"))).isEqualTo(file);
        assertThat(permissions(data())).isEqualTo(directories);
        assertThat(permissions(directory.resolve("sub"))).isEqualTo(directories);
        assertThat(permissions(directory.resolve("sub/deep"))).isEqualTo(directories);
    }

    /// A Pod's `fsGroup` works by this bit. Without it the app, another user of the group, could not read.
    @Test
    void newFilesBelongToTheGroupOfTheVolume() throws IOException {
        Files.setAttribute(directory, "unix:mode", 02775);
        List<Path> withoutBit = new ArrayList<>();
        Disk disk = new Disk(step -> {
            if (step.startsWith("create ")) {
                try (Stream<Path> all = Files.walk(directory)) {
                    for (Path path : all.filter(p -> Files.isDirectory(p, NOFOLLOW_LINKS))
                            .toList()) {
                        if (((int) Files.getAttribute(path, "unix:mode") & 02000) == 0) {
                            withoutBit.add(path);
                        }
                    }
                }
            }
        });

        Published.open(config(directory, "r--r-----"), List.of(), disk).publish(Texts.of("a", "1", "sub/b", "2"));

        assertThat(withoutBit).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "..a", "..data/a", "/a", "a/../b", "a//b", "./a", ".", "a/", "../a", "a/.."})
    void aNameThatEscapesIsRefused(String name) throws IOException {
        published.publish(Texts.of("a", "1"));

        assertThatThrownBy(() -> published.publish(Texts.of("a", "2", name, "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "\"" + name + "\" cannot be published: a name must be a path that stays inside");
        Texts.assertSame(current(), Texts.of("a", "1"));
    }

    @Test
    void dotsInsideANameAreAllowed() throws IOException {
        published.publish(Texts.of(".hidden", "1", "a..b", "2", "sub/..c", "3"));

        assertThat(visible()).containsExactly(".hidden", "a..b", "sub");
    }

    @Test
    void aFileCannotBeADirectoryToo() {
        assertThatThrownBy(() -> published.publish(Texts.of("a", "1", "a-b", "2", "a/b/c", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"a/b/c\" cannot be published: \"a\" is a file, so it cannot contain another");
    }

    @Test
    void foreignFilesAreNeitherHiddenNorDeleted() throws IOException {
        Files.writeString(directory.resolve("app.yaml"), "theirs");
        Path kubelets = Files.createDirectory(directory.resolve("..2026_11_24_14_00_00.1234567890"));

        assertThatThrownBy(() -> published.publish(Texts.of("app.yaml", "1")))
                .isInstanceOf(IOException.class)
                .hasMessage(directory + "/app.yaml already exists: only published files may be in " + directory);
        published.publish(Texts.of("b", "1"));

        assertThat(visible()).containsExactly("app.yaml", "b");
        assertThat(kubelets).exists();
    }

    @Test
    void restoringMakesTheAcceptedVersionVisibleAgain() throws IOException {
        published.publish(Texts.of("a", "good", "gone", "good"));
        published.accept();
        published.publish(Texts.of("a", "bad", "new", "bad"));
        Texts.assertSame(published.accepted(), Texts.of("a", "good", "gone", "good"));

        assertThat(published.restore()).isTrue();

        Texts.assertSame(current(), Texts.of("a", "good", "gone", "good"));
        assertThat(visible()).containsExactly("a", "gone");
        assertThat(directory.resolve("gone")).hasContent("good");
        assertThat(versions()).hasSize(1);
    }

    @Test
    void withoutAnAcceptedVersionThereIsNothingToRestore() throws IOException {
        assertThat(published.restore()).isFalse();

        published.publish(Texts.of("a", "bad"));

        assertThat(published.restore()).isFalse();
        Texts.assertSame(current(), Texts.of("a", "bad"));
    }

    @Test
    void restoringTwiceIsRestoringOnce() throws IOException {
        published.publish(Texts.of("a", "good"));
        published.accept();
        published.publish(Texts.of("a", "bad"));
        published.restore();

        assertThat(published.restore()).isTrue();

        Texts.assertSame(current(), Texts.of("a", "good"));
        Texts.assertSame(published.accepted(), Texts.of("a", "good"));
    }

    @Test
    void aNewVersionCanBePublishedAfterARestore() throws IOException {
        published.publish(Texts.of("a", "good"));
        published.accept();
        published.publish(Texts.of("a", "bad"));
        published.restore();

        published.publish(Texts.of("a", "better"));

        Texts.assertSame(current(), Texts.of("a", "better"));
        Texts.assertSame(published.accepted(), Texts.of("a", "good"));
        assertThat(versions()).hasSize(2);
    }

    @Test
    void theAcceptedVersionOutlivesAnyNumberOfOthers() throws IOException {
        published.publish(Texts.of("a", "good"));
        published.accept();
        for (String text : List.of("bad", "worse", "worst")) {
            published.publish(Texts.of("a", text));
        }

        Texts.assertSame(published.accepted(), Texts.of("a", "good"));
        assertThat(versions()).hasSize(2);
    }

    @Test
    void acceptingRemovesTheVersionAcceptedBefore() throws IOException {
        published.publish(Texts.of("a", "1"));
        published.accept();
        published.publish(Texts.of("a", "2"));
        published.accept();
        published.accept();

        Texts.assertSame(published.accepted(), Texts.of("a", "2"));
        assertThat(versions()).hasSize(1);
    }

    @Test
    void acceptingFailsIfNothingIsPublished() {
        assertThatThrownBy(published::accept)
                .isInstanceOf(IOException.class)
                .hasMessage(directory + " holds no published version that could be accepted");
    }

    @Test
    void aRestartKeepsBothVersions() throws IOException {
        published.publish(Texts.of("a", "good"));
        published.accept();
        published.publish(Texts.of("a", "bad"));
        List<Path> before = entries();

        Published again = open("r--r-----");

        assertThat(entries()).isEqualTo(before);
        Texts.assertSame(current(), Texts.of("a", "bad"));
        assertThat(again.restore()).isTrue();
        Texts.assertSame(current(), Texts.of("a", "good"));
    }

    @Test
    void aVersionWhoseFilesAreGoneDoesNotCount() throws IOException {
        published.publish(Texts.of("a", "1"));
        published.accept();
        Files.delete(data().resolve("a"));
        Files.delete(data());

        assertThat(current()).isEmpty();
        assertThat(published.accepted()).isEmpty();
        assertThat(published.restore()).isFalse();
        Published again = open("r--r-----");
        assertThat(visible()).isEmpty();
        again.publish(Texts.of("a", "1"));
        Texts.assertSame(current(), Texts.of("a", "1"));
    }

    private Optional<NavigableMap<String, byte[]>> current() throws IOException {
        Optional<Path> version = new Pointer(directory.resolve("..data"), new Disk()).target();
        return version.isPresent() ? new VersionDirectory(version.get(), Set.of()).read() : Optional.empty();
    }

    private Published open(String mode) throws IOException {
        return Published.open(config(directory, mode), List.of());
    }

    static PublishConfig config(Path directory, String mode) {
        return new PublishConfig(directory, PosixFilePermissions.fromString(mode));
    }

    private ScanResult.Found look() {
        return switch (Copies.look(directory)) {
            case ScanResult.Found found -> found;
            case ScanResult.Unavailable nothing -> throw new AssertionError(nothing);
        };
    }

    private Path data() throws IOException {
        return directory.resolve("..data").toRealPath();
    }

    private List<Path> versions() throws IOException {
        return entries().stream()
                .filter(path -> Files.isDirectory(path, NOFOLLOW_LINKS))
                .toList();
    }

    private List<String> visible() throws IOException {
        return entries().stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.startsWith(".."))
                .toList();
    }

    private List<Path> entries() throws IOException {
        return Disk.list(directory).stream().sorted().toList();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
