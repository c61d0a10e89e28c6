package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.record.LogRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The metrics of one output.
final class PipelineMetrics {
    private final Counter records;
    private final Counter bytes;
    private final Counter read;
    private final Counter retries;
    private final Counter newLetters;
    private final Counter droppedLetters;
    private final Counter unnamed;
    private final Counter dropped;
    private final Counter redacted;
    private final Counter leftOut;
    private final Counter malformed;
    private final Counter unparsed;
    private final Counter implausible;
    private final List<Meter> gauges = new ArrayList<>();
    private final MeterRegistry registry;
    private final String output;

    PipelineMetrics(MeterRegistry registry, String output) {
        this.registry = registry;
        this.output = output;
        this.records = counter("log_shipper_sent_records", "Records that the receiver acknowledged.");
        this.bytes = counter(
                "log_shipper_sent_bytes",
                "Bytes of files whose records were delivered, dropped or became dead letters.");
        this.read = counter("log_shipper_read_bytes", "Bytes read from files, including those read again.");
        this.retries = counter("log_shipper_retries", "Requests sent again after a failure.");
        this.newLetters = rejected("dead_letter");
        this.droppedLetters = rejected("dropped");
        this.unnamed = rejected("unnamed");
        this.dropped = counter("log_shipper_dropped_records", "Records that a rule dropped.");
        this.redacted = counter("log_shipper_redactions", "Replacements by redaction rules.");
        this.leftOut = counter(
                "log_shipper_left_out_bytes", "Bytes not sent: NULs before lines, and the rest of truncated lines.");
        this.malformed =
                counter("log_shipper_malformed_records", "Records with bytes that are invalid in the charset.");
        this.unparsed =
                counter("log_shipper_unparsed_records", "Records that could not be parsed and were sent as they are.");
        this.implausible =
                counter("log_shipper_implausible_times", "Records whose own time was implausible and not used.");
    }

    /// Shows the parts of the output as gauges.
    void show(
            Lag lag,
            RetryGate gate,
            InFlight inFlight,
            DeadLetters deadLetters,
            HeldBackFiles heldBack,
            LongSupplier nanoTime) {
        gauge("log_shipper_lag_bytes", "Bytes that the receiver has not acknowledged yet.", lag::bytes);
        gauge(
                "log_shipper_lag_seconds",
                "Lower bound of how long the oldest unacknowledged bytes have waited.",
                () -> seconds(lag.age(nanoTime.getAsLong())));
        gauge(
                "log_shipper_blocked",
                "1 while the output is blocked and an operator must act.",
                () -> gate.state() == RetryGate.State.BLOCKED ? 1 : 0);
        gauge(
                "log_shipper_backoff_seconds",
                "Time until the next attempt.",
                () -> seconds(gate.remaining(nanoTime.getAsLong())));
        gauge("log_shipper_batches_in_flight", "Batches in flight.", inFlight::size);
        gauge(
                "log_shipper_files_held_back",
                "Files of which nothing is sent, because of a rejected record.",
                () -> heldBack.list().size());
        gauge("log_shipper_dead_letters", "Records in the dead-letter file.", deadLetters::count);
        gauge("log_shipper_dead_letter_bytes", "Size of the dead-letter file.", deadLetters::bytes);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value)
                .description(description)
                .tag("output", output)
                .register(registry));
    }

    /// Removes the gauges; the counters stay.
    void close() {
        gauges.forEach(registry::remove);
    }

    void read(long count) {
        read.increment((double) count);
    }

    void delivered(int count) {
        records.increment(count);
    }

    /// Counts the bytes of a delivered batch. Replayed dead letters do not count: they come from no file.
    void committed(Batch batch) {
        if (!batch.isReplay()) {
            bytes.increment((double) batch.bytes());
        }
    }

    void deadLetters(int kept, int dropped) {
        newLetters.increment(kept);
        droppedLetters.increment(dropped);
    }

    /// Counts rejected records that the receiver did not name.
    void rejected(long count) {
        unnamed.increment((double) count);
    }

    void dropped() {
        dropped.increment();
    }

    void redacted(int places) {
        if (places > 0) {
            redacted.increment(places);
        }
    }

    void leftOut(long count) {
        if (count > 0) {
            leftOut.increment((double) count);
        }
    }

    void malformed() {
        malformed.increment();
    }

    void parsed(LogRecord record) {
        if (record.hasParseFailed()) {
            unparsed.increment();
        } else if (record.isTimeImplausible()) {
            implausible.increment();
        }
    }

    void retried() {
        retries.increment();
    }

    long records() {
        return (long) records.count();
    }

    long retries() {
        return (long) retries.count();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private Counter rejected(String fate) {
        return Counter.builder("log_shipper_rejected_records")
                .description("Records that the receiver rejected.")
                .tag("output", output)
                .tag("fate", fate)
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("output", output)
                .register(registry);
    }
}
