import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Something that happens, and what is promised for it.
///
/// @param status whether the contender may ask the app, if it can
record Scenario(String name, String promise, boolean status, Play play) {
    /// What happens.
    @FunctionalInterface
    interface Play {
        Outcome on(Testbed testbed) throws IOException, InterruptedException;
    }

    /// @param held whether it was as promised
    record Outcome(String text, boolean held) {
        /// The number of signals, and when the last one came.
        static Outcome of(List<App.Signal> signals, long since, boolean held) {
            return new Outcome(
                    signals.isEmpty()
                            ? "0"
                            : signals.size() + ", the last after "
                                    + time(signals.getLast().at() - since),
                    held);
        }

        @Override
        public String toString() {
            return held ? text : "**" + text + "**";
        }
    }

    Outcome run(Contender contender) throws IOException, InterruptedException {
        try (Testbed testbed = new Testbed(contender, status, false)) {
            Outcome outcome = play.on(testbed);
            if (!testbed.process().isAlive()) {
                return new Outcome("has ended", false);
            }
            if (testbed.app().mostInFlight() > 1) {
                return new Outcome(outcome.text() + "; two in flight", false);
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
