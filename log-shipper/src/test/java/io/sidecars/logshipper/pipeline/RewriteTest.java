package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.logshipper.catalog.Losses.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Files that are truncated or rewritten in place. Their name and inode stay the same, so only the content shows
/// that these are other bytes.
class RewriteTest extends ShipperFixture {
    @Test
    void aRewriteNeverGivesOneIdToTwoTexts() throws IOException {
        receiver("second");
        append("app.log", "same");
        start();
        scan();
        append("app.log", "old");
        pipeline("second").step();

        Files.writeString(file("app.log"), "same\nnew\n");
        ship();
        ship();

        List<JsonNode> all = new ArrayList<>(receiver("first").records());
        all.addAll(receiver("second").records());
        assertThat(receiver("first").messages()).contains("new");
        Map<String, String> texts = new HashMap<>();
        for (JsonNode each : all) {
            String text = each.path("message").asText();
            assertThat(texts.merge(each.path("log.record.uid").asText(), text, (first, _) -> first))
                    .isEqualTo(text);
        }
    }

    @Test
    void aRewriteThatOutgrowsTheOldFileIsNotReadAsItsContinuation() throws IOException {
        append("app.log", "same");
        start();
        ship();
        append("app.log", "old");
        scan();

        Files.writeString(file("app.log"), "same\nnew and longer\n");
        pipeline("first").step();
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("same", "same", "new and longer");
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "old\n".length()));
    }

    /// Only the last bytes differ; the size is the same.
    @Test
    void aRewriteOfTheSameSizeIsNoticed() throws IOException {
        append("app.log", "old");
        start();
        ship();

        Files.writeString(file("app.log"), "new\n");
        ship();

        assertThat(receiver().messages()).containsExactly("old", "new");
    }

    /// Only the first bytes differ.
    @Test
    void aRewriteThatEndsLikeTheOldFileIsNoticed() throws IOException {
        String same = "x".repeat(100);
        append("app.log", "old", same);
        start();
        ship();

        Files.writeString(file("app.log"), "new\n" + same + "\nmore\n");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("old", same, "new", same, "more");
    }

    /// Size and last bytes are the same, so a scan cannot notice it. Reading does.
    @Test
    void aRewriteOfTheFirstLineOnlyIsNoticedWhenItIsRead() throws IOException {
        String same = "x".repeat(100);
        append("app.log", "old", same);
        start();
        scan();

        Files.writeString(file("app.log"), "new\n" + same + "\n");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("new", same);
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "old\n".length() + 101));
    }

    /// Only the bytes before the cursor differ.
    @Test
    void aRewriteBeforeTheCursorOnlyIsNoticedWhenItIsRead() throws IOException {
        String same = "x".repeat(100);
        append("app.log", "y".repeat(100), "old");
        start();
        ship();
        append("app.log", same);
        scan();

        Files.writeString(file("app.log"), "y".repeat(100) + "\nnew\n" + same + "\n");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("y".repeat(100), "old", "y".repeat(100), "new", same);
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, 101));
    }

    /// Only the last bytes differ, not the first ones nor those before the cursor.
    @Test
    void aRewriteAfterTheCursorOnlyIsNoticedWhenItIsRead() throws IOException {
        String same = "x".repeat(100);
        append("app.log", same);
        start();
        ship();
        append("app.log", "old");
        scan();

        Files.writeString(file("app.log"), same + "\nnew\n");
        pipeline("first").step();
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly(same, same, "new");
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "old\n".length()));
    }

    @Test
    void whatATruncationDestroysUnreadIsCounted() throws IOException {
        append("app.log", "one", "two");
        start();
        ship();
        append("app.log", "three");
        scan();

        truncate("app.log", 0);
        append("app.log", "4");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("one", "two", "4");
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "three\n".length()));
    }

    @Test
    void aTruncatedFileThatHasOutgrownItsOldSizeIsNoticed() throws IOException {
        for (int lines : new int[] {10, 1000}) { // below and above what a file is recognized by
            String name = lines + ".log";
            append(name, numbered(1, lines, n -> "old " + n));
            start();
            ship();
            int before = receiver().messages().size();

            Files.writeString(file(name), String.join("\n", numbered(1, 3 * lines, n -> "new " + n)) + "\n");
            ship();
            ship();

            assertThat(receiver().messages().subList(before, before + 3 * lines))
                    .containsExactly(numbered(1, 3 * lines, n -> "new " + n));
            assertThat(losses).as("the old lines were delivered").isEmpty();
            Files.delete(file(name));
            Files.delete(state().resolve("checkpoint.json"));
            Files.delete(state().resolve("checkpoint.previous.json"));
        }
    }

    /// Only the bytes before the cursor differ.
    @Test
    void aRewriteThatBeginsLikeTheOldFileIsNoticed() throws IOException {
        String[] same = numbered(1, 200, n -> "the same line " + n);
        append("app.log", same);
        append("app.log", numbered(1, 10, n -> "old " + n));
        start();
        ship();

        Files.write(file("app.log"), List.of(same));
        append("app.log", numbered(1, 100, n -> "new " + n));
        ship();
        ship();

        assertThat(receiver().messages()).hasSize(210 + 300).endsWith(numbered(1, 100, n -> "new " + n));
    }

    @Test
    void aFileThatShrankIsNotReadAgainAndAgainBeforeTheNextScan() throws IOException {
        append("app.log", "one");
        start();
        ship();
        append("app.log", "two", "three");
        scan();
        truncate("app.log", 6);

        int worked = 0;
        while (pipeline("first").step()) {
            worked++;
            assertThat(worked).isLessThan(10);
        }

        append("app.log", "four");
        ship();
        ship();
        assertThat(receiver().messages()).endsWith("one", "twfour");
    }

    @Test
    void everyGenerationThatAnOutputNeverReadIsCounted() throws IOException {
        append("app.log", "first");
        start();
        scan();
        Files.writeString(file("app.log"), "second life\n");
        scan();
        Files.writeString(file("app.log"), "x\n");
        scan();

        ship();

        assertThat(receiver().messages()).containsExactly("x");
        assertThat(losses)
                .containsExactlyInAnyOrder(
                        new Loss("first", Reason.TRUNCATED, "first\n".length()),
                        new Loss("first", Reason.TRUNCATED, "second life\n".length()));
    }

    @Test
    void whatWasInFlightFromATruncatedFileIsCountedAfterACrash() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503, 503, 503);
        ship();
        truncate("app.log", 0);
        ship();
        assertThat(losses).as("it can still be delivered").isEmpty();

        start();
        ship();

        assertThat(losses).containsExactly(new Loss("first", Reason.MISSING, "one\n".length()));
    }
}
