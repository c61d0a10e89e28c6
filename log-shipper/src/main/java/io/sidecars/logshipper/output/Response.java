package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An HTTP response. Its text may repeat secrets of the request: mask it before it is shown.
///
/// @param retryAfter the delay in the header Retry-After, capped; null without a usable header
/// @param body may lack its end, if the response broke off or is longer than the sink reads
/// @param isCut whether the body is longer than the sink reads. It is shorter in response to fewer records
public record Response(int status, @Nullable Duration retryAfter, Buffer body, boolean isCut) {
    /// The limit that OTLP recommends. The responses of other receivers are shorter.
    static final int MAX_BYTES = 4 << 20;

    /// Bytes of the body that are read for a reason, which [SecretMask] shortens further.
    private static final int REASON_LENGTH = 8 << 10;

    public Response(int status, @Nullable Duration retryAfter, Buffer body) {
        this(status, retryAfter, body, false);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /// The verdict that most receivers mean by a status.
    ///
    /// | status | verdict |
    /// |---|---|
    /// | 2xx | accepted |
    /// | 408, 429, 5xx | retry |
    /// | 413 | too large |
    /// | 400 | rejected |
    /// | others | misconfigured |
    public Verdict usualVerdict() {
        return switch (status) {
            case 408, 429 -> retry();
            case 413 -> tooLarge();
            case 400 -> rejected();
            default -> isSuccess() ? new Verdict.Accepted() : status >= 500 ? retry() : misconfigured();
        };
    }

    public Verdict retry() {
        return new Verdict.Retry(retryAfter, reason());
    }

    public Verdict rejected() {
        return new Verdict.Rejected(status, reason());
    }

    public Verdict tooLarge() {
        return new Verdict.TooLarge(status, reason());
    }

    public Verdict misconfigured() {
        return new Verdict.Misconfigured(status, reason());
    }

    /// The result of a probe that got this response.
    public Sink.ProbeResult probeResult(boolean passed) {
        return new Sink.ProbeResult(passed, reason());
    }

    /// The status and the receiver's text.
    public String reason() {
        return reason(status, text());
    }

    /// The beginning of the body as one line.
    public String text() {
        return oneLine(body.getString(0, Math.min(body.length(), REASON_LENGTH)));
    }

    /// A status, of the whole response or of one record, and the receiver's text, as one line.
    public static String reason(int status, String text) {
        String line = oneLine(text);
        return "status " + status + (line.isEmpty() ? "" : ": " + line);
    }

    private static String oneLine(String text) {
        return text.substring(0, Math.min(text.length(), REASON_LENGTH))
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
    }
}
