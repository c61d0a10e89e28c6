package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A complete HTTP answer. What it says is not safe to show before it is masked.
///
/// @param retryAfter what the header of that name says, capped; null if there is none that can be used
/// @param body no more than the first [#LARGEST] bytes
public record Response(int status, @Nullable Duration retryAfter, Buffer body) {
    /// What OTLP recommends as a limit; other answers are shorter.
    static final int LARGEST = 4 << 20;

    /// Enough for a reason, which is cut when it is masked: see [SecretMask].
    private static final int SAID = 8 << 10;

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Verdict retry() {
        return new Verdict.RetryAfter(retryAfter, why());
    }

    public Verdict rejected() {
        return new Verdict.Rejected(status, why());
    }

    public Verdict tooLarge() {
        return new Verdict.TooLarge(status, why());
    }

    public Verdict refused() {
        return new Verdict.Refused(status, why());
    }

    /// Whether the body may have had more bytes than are here.
    public boolean isCut() {
        return body.length() >= LARGEST;
    }

    /// The status and what the receiver says about it.
    public String why() {
        return why(status, text());
    }

    /// The body as one line, as far as anybody reads it.
    public String text() {
        return oneLine(body.getString(0, Math.min(body.length(), SAID)));
    }

    /// A status, of the whole answer or of a part of it, and what is said about it, on one line.
    public static String why(int status, String said) {
        String text = oneLine(said);
        return "status " + status + (text.isEmpty() ? "" : ": " + text);
    }

    private static String oneLine(String said) {
        return said.substring(0, Math.min(said.length(), SAID))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }
}
