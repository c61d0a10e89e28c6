package io.sidecars.logshipper.output.loki;

import io.sidecars.logshipper.output.Response;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;

/// What Loki's responses mean.
final class LokiVerdicts {
    /// Loki blocks the tenant or the policy for a while. It stored nothing, although the status is one of success.
    private static final int BLOCKED = 260;

    private LokiVerdicts() {}

    /// [Response#usualVerdict], and:
    ///
    /// | status | verdict |
    /// |---|---|
    /// | 260 | misconfigured |
    ///
    /// With status 400 Loki has stored the valid entries. Sent again, they are the same entries and stored once.
    static Verdict of(Response response) {
        return response.status() == BLOCKED ? response.misconfigured() : response.usualVerdict();
    }

    /// The probe has no stream. Loki answers 400 or 422 once it has accepted the credentials.
    static Sink.ProbeResult probed(Response response) {
        return response.probeResult(
                switch (response.status()) {
                    case 400, 422 -> true;
                    case BLOCKED -> false;
                    default -> response.isSuccess();
                });
    }
}
