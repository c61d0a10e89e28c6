package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.reload.CompletedReload;
import io.sidecars.demoapp.reload.FaultInjection;
import io.sidecars.demoapp.reload.ReloadOutcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the page shows: the body of `GET /api/state` and of each event. A value is null if it is not available.
///
/// @param now milliseconds since 1970, by the app's clock
/// @param starts how often the app has started on this log volume, including this start
/// @param watcher the status of config-watcher, unchanged
/// @param shipper the status of log-shipper, unchanged
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
        ProbeHistory.Summary probe,
        FaultInjection.Armed armed,
        @Nullable Reload reload,
        @Nullable JsonNode delivered,
        @Nullable JsonNode lines,
        @Nullable JsonNode watcher,
        @Nullable JsonNode shipper,
        Buttons controls) {

    /// The database that answered the query of this state.
    record Connected(String name, String since, int poolSize, String url, String user, long orders) {

        static Connected of(Database.QueryResult live) {
            return new Connected(
                    live.name(),
                    live.since().toString(),
                    live.settings().poolSize(),
                    live.settings().url(),
                    live.settings().user(),
                    live.orders());
        }
    }

    /// Queries answered and failed: orders, probes and pages.
    record Requests(long served, long failed) {}

    /// The last reload of a new version.
    ///
    /// @param reason why it failed, null if it did not
    record Reload(
            long at,
            String source,
            long millis,
            boolean slow,
            String outcome,
            @Nullable String reason) {

        static Reload of(CompletedReload reload) {
            return switch (reload.outcome()) {
                case ReloadOutcome.Running _ -> of(reload, null);
                case ReloadOutcome.Rejected(String reason) -> of(reload, reason);
                case ReloadOutcome.Unavailable(String reason) -> of(reload, reason);
            };
        }

        private static Reload of(CompletedReload reload, @Nullable String reason) {
            return new Reload(
                    reload.at().toEpochMilli(),
                    reload.source().name().toLowerCase(Locale.ROOT),
                    reload.millis(),
                    reload.slow(),
                    reload.outcome().label(),
                    reason);
        }
    }

    /// Which buttons are enabled.
    ///
    /// @param enabled whether any are
    /// @param kubeletSimulator whether those that change the configuration are
    record Buttons(boolean enabled, boolean kubeletSimulator) {}
}
