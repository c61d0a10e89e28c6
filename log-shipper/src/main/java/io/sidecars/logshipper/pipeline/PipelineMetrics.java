package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.record.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The numbers of one output.
final class PipelineMetrics {
    private final Counter records;
    private final Counter bytes;
    private final Counter retries;
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
        this.records = counter("log_shipper_sent_records", "Records that the output acknowledged.");
        this.bytes = counter("log_shipper_sent_bytes", "Bytes of the files that the output acknowledged.");
        this.retries = counter("log_shipper_retries", "Batches sent again.");
        this.dropped = counter("log_shipper_dropped_records", "Records that a rule left out.");
        this.redacted = counter("log_shipper_redactions", "Places that a rule replaced.");
        this.leftOut = counter("log_shipper_left_out_bytes", "NULs before lines, and what was truncated.");
        this.malformed = counter("log_shipper_malformed_records", "Records with bytes that are not of the charset.");
        this.unparsed = counter("log_shipper_unparsed_records", "Records that did not parse, sent as they are.");
        this.implausible = counter("log_shipper_implausible_times", "Records whose time was not believed.");
    }

    <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        gauges.add(Gauge.builder(name, of, value)
                .description(description)
                .tag("output", output)
                .register(registry));
    }

    /// Takes the gauges away; the counters go on.
    void close() {
        gauges.forEach(registry::remove);
    }

    void accepted(Batch batch) {
        records.increment(batch.records());
        bytes.increment((double) batch.bytes());
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

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("output", output)
                .register(registry);
    }
}
