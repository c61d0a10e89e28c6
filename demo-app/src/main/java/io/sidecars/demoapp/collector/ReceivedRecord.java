package io.sidecars.demoapp.collector;

import org.jspecify.annotations.Nullable;

/// One record as it arrived: the message, and the run and number found in it.
record ReceivedRecord(
        String message,
        long recordId,
        boolean partial,
        @Nullable Place place) {

    static final long NO_ID = 0;

    /// The position of a line in its run.
    record Place(String run, long seq) {}
}
