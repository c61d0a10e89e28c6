package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// More files than the process may have open: they are opened in turn, and none is forgotten.
class FewDescriptorsTest extends ShipperFixture {
    @Test
    void moreFilesThanDescriptorsAreReadInTurn() throws IOException {
        maxOpen = 3;
        for (int i = 0; i < 10; i++) {
            append(i + ".log", "first of " + i);
        }
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        assertThat(receiver().messages()).hasSize(10);

        for (int i = 0; i < 10; i++) {
            append(i + ".log", "second of " + i);
        }
        for (int i = 0; i < 30; i++) {
            ship();
        }

        assertThat(receiver().messages()).hasSize(20).doesNotHaveDuplicates();
        assertThat(losses).isEmpty();
        assertThat(openDescriptors(logs())).isLessThanOrEqualTo(3);
    }

    @Test
    void emptyFilesDoNotKeepOthersFromBeingRead() throws IOException {
        maxOpen = 3;
        for (int i = 0; i < 5; i++) {
            append(i + ".log", "first of " + i);
        }
        for (int i = 0; i < 10; i++) {
            appendRaw("empty" + i + ".log", "");
        }
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        for (int i = 0; i < 5; i++) {
            append(i + ".log", "second of " + i);
        }
        for (int i = 0; i < 60; i++) {
            ship();
        }

        assertThat(receiver().messages()).hasSize(10).doesNotHaveDuplicates();
        assertThat(losses).isEmpty();
    }

    @Test
    void anOutputCanStartAtTheEnd() throws IOException {
        maxOpen = 3;
        output = "startAt: end";
        for (int i = 0; i < 10; i++) {
            append(i + ".log", "old");
        }
        appendRaw("empty.log", "");
        start();
        for (int i = 0; i < 30; i++) {
            ship();
        }
        append("empty.log", "new");
        append("later.log", "new");
        for (int i = 0; i < 30; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactly("new", "new");
    }

    /// Without a name it could not be opened again.
    @Test
    void aDeletedFileStaysOpen() throws IOException {
        maxOpen = 2;
        append("deleted.log", "last words");
        start();
        scan();
        Files.delete(file("deleted.log"));
        scan();
        for (int i = 0; i < 3; i++) {
            append(i + ".log", "line " + i);
            scan();
        }
        for (int i = 0; i < 10; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactlyInAnyOrder("last words", "line 0", "line 1", "line 2");
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void aFileThatIsDeletedWhileOthersAppearStaysOpenToo() throws IOException {
        maxOpen = 2;
        append("deleted.log", "last words");
        start();
        scan();
        Files.delete(file("deleted.log"));
        for (int i = 0; i < 3; i++) {
            append(i + ".log", "line " + i);
        }
        for (int i = 0; i < 10; i++) {
            ship();
        }

        assertThat(receiver().messages()).containsExactlyInAnyOrder("last words", "line 0", "line 1", "line 2");
        assertThat(unknownLosses).isEmpty();
    }

    @Test
    void closedFilesThatAreDeletedDoNotCountAsOpen() throws IOException {
        maxOpen = 2;
        start();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 6; i++) {
                append(i + ".log", "line " + i + " of round " + round);
            }
            for (int i = 0; i < 20; i++) {
                ship();
            }
            assertThat(openDescriptors(logs())).isLessThanOrEqualTo(2);
            for (int i = 0; i < 6; i++) {
                Files.delete(file(i + ".log"));
            }
            run(Duration.ofSeconds(20));
        }

        assertThat(receiver().messages()).hasSize(12);
    }

    @Test
    void heldFilesLeaveADescriptorForNewOnes() throws IOException {
        maxOpen = 2;
        append("a.log", "one");
        append("b.log", "two");
        start();
        for (int i = 0; i < 200; i++) {
            receiver().nextStatus(503);
        }
        ship();
        Files.delete(file("a.log"));
        Files.delete(file("b.log"));
        scan();
        append("c.log", "three");
        for (int i = 0; i < 5; i++) {
            run(Duration.ofMinutes(1));
        }
        Files.delete(file("c.log"));
        run(Duration.ofMinutes(1));
        receiver().forgetAnswers();
        for (int i = 0; i < 5; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(receiver().messages()).contains("three");
    }

    private static long openDescriptors(Path below) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(below);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
        }
    }
}
