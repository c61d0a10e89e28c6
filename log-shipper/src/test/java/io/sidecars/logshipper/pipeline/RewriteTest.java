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

/// Files that are rewritten between a scan and a read, and begin like the old one.
class RewriteTest extends ShipperFixture {
    @Test
    void oneIdNeverStandsForTwoTexts() throws IOException {
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
    void readsNoNewBytesForOldOnes() throws IOException {
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

    @Test
    void countsForAnOutputThatNeverSawTheFile() throws IOException {
        append("app.log", "old");
        start();
        scan();

        Files.writeString(file("app.log"), "new and longer\n");
        scan();
        ship();

        assertThat(receiver().messages()).containsExactly("new and longer");
        assertThat(losses).containsExactly(new Loss("first", Reason.TRUNCATED, "old\n".length()));
    }

    @Test
    void noticesARewriteOfTheSameSize() throws IOException {
        append("app.log", "old");
        start();
        ship();

        Files.writeString(file("app.log"), "new\n");
        ship();

        assertThat(receiver().messages()).containsExactly("old", "new");
    }

    /// The last bytes are the same: only the first ones tell.
    @Test
    void noticesARewriteThatEndsLikeTheOldFile() throws IOException {
        String same = "x".repeat(100);
        append("app.log", "old", same);
        start();
        ship();

        Files.writeString(file("app.log"), "new\n" + same + "\nmore\n");
        ship();
        ship();

        assertThat(receiver().messages()).containsExactly("old", same, "new", same, "more");
    }

    /// Size and last bytes are the same, so no scan can tell: the reader does.
    @Test
    void readsNoOtherBeginningForTheOldOne() throws IOException {
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
    void readsNothingAfterOtherBytesThanThoseItHasRead() throws IOException {
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

    /// Neither the first bytes nor those before the cursor tell, only the last ones.
    @Test
    void readsNoOtherEndForTheOldOne() throws IOException {
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
}
