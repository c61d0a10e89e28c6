package io.sidecars.demoapp.collector;

import org.jspecify.annotations.Nullable;

/// One record as it came in: the message and what could be found in it.
record ReceivedRecord(
        String message,
        long recordId,
        boolean partial,
        @Nullable Place place) {

    static final long NO_ID = 0;

    /// The place of a line in its run.
    record Place(String run, long seq) {}
}
