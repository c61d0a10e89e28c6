package io.sidecars.configwatcher.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.source.ScanResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapTest {
    private static final int PUBLISHES = 500;
    private static final int LENGTH = 20_000;

    @TempDir(factory = InMemory.class)
    Path directory;

    private final AtomicBoolean enough = new AtomicBoolean();
    private final Set<String> problems = ConcurrentHashMap.newKeySet();

    /// Each version has its own text and names, so a mix of two versions or an incomplete one has an unknown hash.
    @Test
    void aReaderNeverMixesTwoVersions() throws Exception {
        Published published = Published.open(PublishedTest.config(directory, "r--r-----"), List.of());
        publish(published, 0);
        Set<String> versions = new HashSet<>(Set.of(version()));
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Thread asTheWatcher = reader(() -> {
            if (look() instanceof ScanResult.Found found) {
                seen.add(found.content().version());
            }
        });
        Thread byName = reader(() -> {
            String text = Files.readString(directory.resolve("always"));
            if (text.length() != LENGTH || text.chars().distinct().count() != 1) {
                problems.add("a file is torn");
            }
        });

        for (int i = 1; i <= PUBLISHES || (seen.size() <= 10 && i <= 20 * PUBLISHES); i++) {
            publish(published, i);
            versions.add(version());
            if (i % 3 == 0) {
                published.accept();
            } else if (i % 5 == 0) {
                assertThat(published.restore()).isTrue();
            }
        }
        enough.set(true);
        asTheWatcher.join();
        byName.join();

        assertThat(problems).isEmpty();
        assertThat(seen).hasSizeGreaterThan(10).isSubsetOf(versions);
    }

    private interface Read {
        void run() throws IOException;
    }

    private Thread reader(Read read) {
        return Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                try {
                    read.run();
                } catch (NoSuchFileException e) {
                    // swapped meanwhile: read again
                } catch (IOException e) {
                    problems.add(e.toString());
                }
            }
        });
    }

    private static void publish(Published published, int i) throws IOException {
        String text = Character.toString('!' + i).repeat(LENGTH);
        published.publish(Texts.of("always", text, "key-" + i % 3, text, "sub-" + i % 2 + "/file", text));
    }

    private String version() {
        return switch (look()) {
            case ScanResult.Found found -> found.content().version();
            case ScanResult.Unavailable nothing -> throw new AssertionError(nothing);
        };
    }

    private ScanResult look() {
        return Copies.look(directory);
    }
}
