package io.sidecars.demoapp.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidecars.demoapp.database.Database;
import org.jspecify.annotations.Nullable;

/// What the page shows: `GET /api/state`. Null is what could not be asked just now.
record State(
        @Nullable Connected database,
        @Nullable String running,
        @Nullable String mounted,
        long written,
        String run,
        @Nullable JsonNode delivered,
        @Nullable JsonNode lines,
        long uptimeSeconds,
        Requests requests) {

    /// The database that has just answered.
    record Connected(String name, String since, int poolSize, String url, String user, long orders) {

        static Connected of(Database.Live live) {
            return new Connected(
                    live.name(),
                    live.since().toString(),
                    live.settings().poolSize(),
                    live.settings().url(),
                    live.settings().user(),
                    live.orders());
        }
    }

    /// Queries that the database answered and failed, orders and page views alike.
    record Requests(long served, long failed) {}
}
