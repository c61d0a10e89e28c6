package io.sidecars.logshipper.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An app that does with the names in its volume what it likes, while they are looked at and opened.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init")
class RootTest {
    private static final String SECRET = "a token";

    @TempDir
    Path temp;

    private Path logs;
    private Path secret;
    private Path file;
    private Root root;

    @BeforeEach
    void create() throws IOException {
        logs = Files.createDirectory(temp.toRealPath().resolve("logs"));
        secret = Files.writeString(
                Files.createDirectory(logs.resolveSibling("secret")).resolve("token"), SECRET);
        file = Files.writeString(logs.resolve("app.log"), "a line");
        root = new Root(logs, List.of());
    }

    @Test
    void opensAFile() throws IOException {
        assertThat(content(file)).isEqualTo("a line");
    }

    @Test
    void followsLinksThatStayInside() throws IOException {
        Files.createDirectory(logs.resolve("deep"));
        for (Path target : List.of(
                file,
                Path.of("app.log"),
                Path.of("deep/../app.log"),
                Path.of("../logs/app.log"),
                Path.of("/proc/self/root" + file))) {
            Path link = Files.createSymbolicLink(logs.resolve("link"), target);
            assertThat(content(link)).as(target.toString()).isEqualTo("a line");
            Files.delete(link);
        }
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        Path way = Files.createSymbolicLink(logs.resolve("way"), secret.getParent());
        Path second = Files.createSymbolicLink(logs.resolve("second"), way.resolve("token"));
        Path up = Files.createSymbolicLink(logs.resolve("up"), Path.of("../secret/token"));
        Path environment = Files.createSymbolicLink(logs.resolve("environ"), Path.of("/proc/self/environ"));
        Path slash = Files.createSymbolicLink(logs.resolve("slash"), Path.of("/proc/1/cwd/../../../../../../.."));

        for (Path link : List.of(way, way.resolve("token"), second, up, environment)) {
            assertThatThrownBy(() -> root.look(link)).as(link.toString()).isInstanceOf(LeadsOutException.class);
        }
        assertThatThrownBy(() -> root.look(slash)).isInstanceOf(IOException.class);
    }

    @Test
    void followsLinksIntoADirectoryThatTheConfigurationNames() throws IOException {
        root = new Root(logs, List.of(secret.getParent(), temp.resolve("missing")));
        Path link = Files.createSymbolicLink(logs.resolve("link"), secret);
        Path further = Files.createSymbolicLink(secret.resolveSibling("further"), temp.toRealPath());
        Path out = Files.createSymbolicLink(logs.resolve("out"), further);

        assertThat(content(link)).isEqualTo(SECRET);
        assertThatThrownBy(() -> root.look(out)).isInstanceOf(LeadsOutException.class);
    }

    @Test
    void linksWithoutEndAreRefused() throws IOException {
        Path link = Files.createSymbolicLink(logs.resolve("loop"), Path.of("loop"));

        assertThatThrownBy(() -> root.look(link)).isInstanceOf(IOException.class);
    }

    /// The directory is inside a volume, so its name may be replaced by the app too.
    @Test
    void aLinkInAVolumeCannotMoveTheDirectoryOutOfTheVolume() throws IOException {
        Path shared = Path.of("/dev/shm");
        assumeThat(shared).isDirectory().isWritable();
        Path volume = Files.createTempDirectory(shared, "volume");
        Path real = Files.createDirectory(volume.resolve("real"));
        Path line = Files.writeString(real.resolve("token"), "a line");
        Path inside = Files.createSymbolicLink(volume.resolve("inside"), real);
        Path outside = Files.createSymbolicLink(volume.resolve("outside"), secret.getParent());
        Path image = Files.createSymbolicLink(temp.resolve("image"), volume);
        try {
            assertThat(new Root(inside, List.of()).look(inside.resolve("token")).key())
                    .isEqualTo(FileKey.of(line));
            assertThat(new Root(image, List.of())
                            .look(image.resolve("real/token"))
                            .key())
                    .as("a link of the image itself")
                    .isEqualTo(FileKey.of(line));
            assertThatThrownBy(() -> new Root(outside, List.of()).open()).isInstanceOf(LeadsOutException.class);
        } finally {
            for (Path each : List.of(line, real, inside, outside, volume)) {
                Files.delete(each);
            }
        }
    }

    @Test
    void aFifoThatHasTheNameOfAFileIsNotWaitedFor() throws Exception {
        FileKey key = FileKey.of(file);
        Files.delete(file);
        fifo(file);

        assertThatThrownBy(() -> root.read(file, key)).hasMessage("another file has its name now");
        assertThatThrownBy(() -> root.read(file, FileKey.of(file))).hasMessage("another file has its name now");
    }

    /// The name is a file, a FIFO, or one of two links, one after the other, as fast as it can be renamed. What is
    /// opened is the file, or nothing.
    @Test
    void aNameThatChangesBetweenLookAndOpenLeadsNowhereElse() throws Exception {
        Path name = logs.resolve("name");
        FileKey key = FileKey.of(Files.createLink(name, file));
        Path fifo = logs.resolve("fifo");
        fifo(fifo);
        Files.createDirectories(logs.resolve("real"));
        Files.createLink(logs.resolve("real/token"), file);
        Path directory = logs.resolve("directory");
        AtomicBoolean over = new AtomicBoolean();
        Thread app = Thread.ofPlatform().start(() -> {
            for (int i = 0; !over.get(); i++) {
                try {
                    Path next = logs.resolve("next");
                    switch (i % 4) {
                        case 0 -> Files.createLink(next, file);
                        case 1 -> Files.createLink(next, fifo);
                        case 2 -> Files.createSymbolicLink(next, secret);
                        default -> Files.createLink(next, secret);
                    }
                    Files.move(next, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    Files.deleteIfExists(next); // a rename between two names of one file does nothing
                    Files.deleteIfExists(directory);
                    Files.createSymbolicLink(directory, i % 2 == 0 ? Path.of("real") : secret.getParent());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        int opened = 0;
        try {
            for (int i = 0; i < 4_000; i++) {
                for (Path path : List.of(name, directory.resolve("token"))) {
                    try (FileChannel channel = root.read(path, key)) {
                        assertThat(text(channel)).isEqualTo("a line");
                        opened++;
                    } catch (IOException _) {
                        // It was something else.
                    }
                }
            }
        } finally {
            over.set(true);
            app.join();
        }
        assertThat(opened).isPositive();
    }

    @Test
    void opensAFileWhoseNameIsNotText() throws Exception {
        Process bash =
                new ProcessBuilder("bash", "-c", "printf 'a line' >\"$0\"/$'\\xff %41.log'", logs.toString()).start();
        assumeThat(bash.waitFor()).isZero();
        Files.delete(file);
        Path name;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(logs)) {
            name = names.iterator().next();
        }

        assertThat(content(name)).isEqualTo("a line");
    }

    @Test
    void leavesNoDescriptorOpen() throws IOException {
        Files.createSymbolicLink(logs.resolve("way"), secret.getParent());
        Files.createDirectories(logs.resolve("a/b/c"));
        long before = descriptors();

        for (int i = 0; i < 50; i++) {
            String content = content(file);
            assertThat(content).isNotEmpty();
            root.look(logs.resolve("a/b/c"));
            assertThatThrownBy(() -> root.look(logs.resolve("way/token"))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> root.look(logs.resolve("a/b/missing"))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> root.look(logs.resolve("app.log/x"))).isInstanceOf(IOException.class);
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private String content(Path path) throws IOException {
        try (FileChannel channel = root.read(path, root.look(path).key())) {
            return text(channel);
        }
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        channel.read(bytes);
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }

    private static void fifo(Path path) throws Exception {
        assumeThat(Path.of("/usr/bin/mkfifo")).isExecutable();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", path.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}
