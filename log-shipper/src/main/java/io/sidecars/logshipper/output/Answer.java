package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A complete HTTP answer.
///
/// @param retryAfter what the header of that name says, capped; null if there is none that can be used
/// @param body no more than the first [#LARGEST] bytes
public record Answer(int status, @Nullable Duration retryAfter, Buffer body) {
    /// What OTLP recommends as a limit; other answers are shorter.
    static final int LARGEST = 4 << 20;

    private static final int REASON_LENGTH = 200;

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

    /// The status and the beginning of what the receiver says about it.
    public String why() {
        return why(status, text());
    }

    /// The beginning of the body, as one line.
    public String text() {
        return oneLine(body.getString(0, Math.min(body.length(), REASON_LENGTH)));
    }

    /// A status, of the whole answer or of a part of it, and the beginning of what is said about it, on one line.
    public static String why(int status, String said) {
        String text = oneLine(said);
        return "status " + status + (text.isEmpty() ? "" : ": " + text);
    }

    private static String oneLine(String said) {
        return said.substring(0, Math.min(said.length(), REASON_LENGTH))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }
}
