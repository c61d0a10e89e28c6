package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;

/// What Loki's answers mean.
final class LokiVerdicts {
    /// The tenant, or a policy, takes nothing for a while: nothing was stored, though the status is one of success.
    private static final int BLOCKED = 260;

    private LokiVerdicts() {}

    /// | status | verdict |
    /// |---|---|
    /// | 2xx | accepted |
    /// | 260 | refused |
    /// | 408, 429, 5xx | retry |
    /// | 413 | too large |
    /// | 400 | rejected |
    /// | others | refused |
    ///
    /// With 400 Loki has stored the entries that are valid. Sent again they are the same entries, and stored once.
    static Verdict of(Response answer) {
        return switch (answer.status()) {
            case BLOCKED -> answer.refused();
            case 408, 429 -> answer.retry();
            case 413 -> answer.tooLarge();
            case 400 -> answer.rejected();
            default ->
                answer.isSuccess()
                        ? new Verdict.Accepted()
                        : answer.status() >= 500 ? answer.retry() : answer.refused();
        };
    }

    /// 400 and 422 find fault with a request that has no streams, so they come from behind every door.
    static Sink.Probe probed(Response answer) {
        boolean good = switch (answer.status()) {
            case 400, 422 -> true;
            case BLOCKED -> false;
            default -> answer.isSuccess();
        };
        return new Sink.Probe(good, answer.why());
    }
}
