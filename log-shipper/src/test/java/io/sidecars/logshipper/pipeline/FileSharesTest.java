package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSharesTest {
    @TempDir
    private Path directory;

    @Test
    void aFileMayHaveHalfOfWhatTheOthersLeave() {
        FileShares shares = new FileShares(1000);
        assertThat(shares.room("a")).isEqualTo(500);

        shares.add("a", 400);

        assertThat(shares.room("a")).isEqualTo(100);
        assertThat(shares.room("b")).isEqualTo(300);
        shares.add("b", 300);
        assertThat(shares.room("a")).isEqualTo(-50);
        assertThat(shares.room("c")).isEqualTo(150);
    }

    @Test
    void tenThousandFilesNeitherFillItNorTakeMuchMemory() {
        FileShares shares = new FileShares(16 << 20);
        for (int i = 0; i < 10_000; i++) {
            shares.add("file " + i, Math.max(0, Math.min(300, shares.room("file " + i))));
        }

        assertThat(shares.room("file 10000")).isEqualTo(shares.room("any other"));
        assertThat(shares.room("file 1")).isPositive();
    }

    @Test
    void readsWhatIsThere() throws IOException {
        Path letters = directory.resolve("letters");
        String a = "{\"x\":{\"file\":1},\"file\":\"/a\",\"record\":\"a\"}\n";
        String b = "{\"file\":\"/b\"}\n";
        Files.writeString(letters, a + b + a);
        FileShares shares = new FileShares(1000);

        shares.read(letters);

        assertThat(shares.room("/a")).isCloseTo((1000 - b.length()) / 2 - 2 * a.length(), within());
        assertThat(shares.room("/b")).isCloseTo((1000 - 2 * a.length()) / 2 - b.length(), within());
    }

    @Test
    void whatIsNoLetterCountsToo() throws IOException {
        Path letters = directory.resolve("letters");
        Files.writeString(letters, "{\"file\":\"/a\"}\n" + "x".repeat(486) + "\n");
        FileShares shares = new FileShares(1000);

        shares.read(letters);

        assertThat(shares.room("/b")).isCloseTo(250, within());
    }

    /// A line end counts for the letter before it or after it.
    private static org.assertj.core.data.Offset<Long> within() {
        return org.assertj.core.data.Offset.offset(2L);
    }
}
