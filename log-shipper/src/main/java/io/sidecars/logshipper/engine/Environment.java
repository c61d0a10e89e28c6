package io.sidecars.logshipper.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What an engine takes from outside: clocks, metrics, and the way to each receiver. Tests bring their own.
///
/// @param losses is told what was destroyed before it was delivered
/// @param clock the wall clock, for the times of records
/// @param nanoTime the monotonic clock, for every delay
/// @param random spreads the retries of several instances
/// @param maxOpenFiles how many log files may be open at a time
/// @param wake called from any thread with the name of an output whose pipeline has something to do
public record Environment(
        SinkFactory sinks,
        Losses losses,
        MeterRegistry registry,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        int maxOpenFiles,
        Consumer<String> wake) {

    /// Makes the sink of an output.
    @FunctionalInterface
    public interface SinkFactory {
        /// Makes the sink of one output.
        ///
        /// @param resource what every record says of the Pod
        Sink sink(Output output, Config.Resource resource);
    }
}
