package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.reload.CompletedReload;
import io.sidecars.demoapp.reload.FaultInjection;
import io.sidecars.demoapp.reload.ReloadOutcome;
import org.jspecify.annotations.Nullable;

/// What the page shows: `GET /api/state`, and each of `GET /api/events`. Null is what could not be asked just now.
///
/// @param now milliseconds since 1970, by the app's clock
/// @param starts of the app on this log volume, this one included
/// @param watcher the status of config-watcher, as it came
/// @param shipper the status of log-shipper, as it came
record PageState(
        long now,
        @Nullable Connected database,
        @Nullable String running,
        @Nullable String mounted,
        long written,
        long rotations,
        String run,
        long starts,
        long uptimeSeconds,
        Requests requests,
        ProbeHistory.Shown probe,
        FaultInjection.Armed armed,
        @Nullable Reload reload,
        @Nullable JsonNode delivered,
        @Nullable JsonNode lines,
        @Nullable JsonNode watcher,
        @Nullable JsonNode shipper,
        Buttons controls) {

    /// The database that has just answered.
    ///
    /// @param password the first digits of its hash
    record Connected(String name, String since, int poolSize, String url, String user, String password, long orders) {

        static Connected of(Database.QueryResult live) {
            return new Connected(
                    live.name(),
                    live.since().toString(),
                    live.settings().poolSize(),
                    live.settings().url(),
                    live.settings().user(),
                    live.settings().password().fingerprint(),
                    live.orders());
        }
    }

    /// Queries that the database answered and failed, orders, probes and page views alike.
    record Requests(long served, long failed) {}

    /// The last reload that had something to do.
    ///
    /// @param reason why it was refused, null if it was not
    record Reload(
            long at,
            String how,
            long millis,
            boolean slow,
            String outcome,
            @Nullable String reason) {

        static Reload of(CompletedReload attempt) {
            return switch (attempt.outcome()) {
                case ReloadOutcome.Running(String version) -> of(attempt, "accepted", null);
                case ReloadOutcome.Rejected(String reason) -> of(attempt, "rejected", reason);
                case ReloadOutcome.Unavailable(String reason) -> of(attempt, "unavailable", reason);
            };
        }

        private static Reload of(CompletedReload attempt, String outcome, @Nullable String reason) {
            return new Reload(
                    attempt.at().toEpochMilli(), attempt.how(), attempt.millis(), attempt.slow(), outcome, reason);
        }
    }

    /// Which buttons work.
    ///
    /// @param enabled any at all
    /// @param kubeletSimulator those that change the configuration
    record Buttons(boolean enabled, boolean kubeletSimulator) {}
}
