package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Answers of receivers.
public final class Responses {
    private Responses() {}

    public static Response of(int status, String body) {
        return of(status, null, body);
    }

    public static Response of(int status, @Nullable Duration retryAfter, String body) {
        return new Response(status, retryAfter, Buffer.buffer(body));
    }

    /// What a verdict is called: `accepted`, `retry`, `rejected`, `too large` or `misconfigured`.
    public static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _ -> "accepted";
            case Verdict.Retry _ -> "retry";
            case Verdict.Rejected _ -> "rejected";
            case Verdict.TooLarge _ -> "too large";
            case Verdict.Misconfigured _ -> "misconfigured";
            case Verdict.PartlyAccepted _ -> "partly accepted";
            case Verdict.PerRecord _ -> "per record";
        };
    }
}
