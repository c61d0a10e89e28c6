package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// The numbers of one output.
final class PipelineMetrics {
    private final Counter records;
    private final Counter bytes;
    private final Counter retries;
    private final MeterRegistry registry;
    private final String output;

    PipelineMetrics(MeterRegistry registry, String output) {
        this.registry = registry;
        this.output = output;
        this.records = counter("log_shipper_sent_records", "Records that the output acknowledged.");
        this.bytes = counter("log_shipper_sent_bytes", "Bytes of the files that the output acknowledged.");
        this.retries = counter("log_shipper_retries", "Batches sent again.");
    }

    <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .tag("output", output)
                .register(registry);
    }

    void accepted(Batch batch) {
        records.increment(batch.records());
        bytes.increment((double) batch.bytes());
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
