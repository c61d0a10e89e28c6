import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A sequence of events, and the number of signals that is promised for it.
///
/// @param status whether the contender may ask the app which version it runs, if it can
record Scenario(String name, String promise, boolean status, Play play) {
    /// The events.
    @FunctionalInterface
    interface Play {
        Outcome on(Testbed testbed) throws IOException, InterruptedException;
    }

    /// @param isKept whether the promise was kept
    record Outcome(String text, boolean isKept) {
        /// The number of signals, and when the last one came.
        static Outcome of(List<App.Signal> signals, long since, boolean isKept) {
            return new Outcome(
                    signals.isEmpty()
                            ? "0"
                            : signals.size() + ", the last after "
                                    + time(signals.getLast().at() - since),
                    isKept);
        }

        @Override
        public String toString() {
            return isKept ? text : "**" + text + "**";
        }
    }

    Outcome run(Contender contender) throws IOException, InterruptedException {
        try (Testbed testbed = new Testbed(contender, status, false)) {
            Outcome outcome = play.on(testbed);
            if (!testbed.process().isAlive()) {
                return new Outcome("it has exited", false);
            }
            if (testbed.app().mostInFlight() > 1) {
                return new Outcome(outcome.text() + "; two signals in flight", false);
            }
            return outcome;
        }
    }

    private static String time(long nanos) {
        return Math.abs(nanos) < Duration.ofSeconds(1).toNanos()
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
