package io.sidecars.logshipper.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sidecars.logshipper.output.HttpSink;
import java.time.Duration;
import java.util.stream.Stream;

/// Counts the responses to one output.
public final class RequestMetrics implements HttpSink.Observer {
    private static final Duration[] BUCKETS = Stream.of(5, 25, 100, 250, 1_000, 2_500, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String output;

    public RequestMetrics(MeterRegistry registry, String output) {
        this.registry = registry;
        this.output = output;
    }

    @Override
    public void responded(int status, Duration took) {
        Timer.builder("log_shipper_request_duration")
                .description("From the start of a request to the end of its response.")
                .serviceLevelObjectives(BUCKETS)
                .tag("output", output)
                .register(registry)
                .record(took);
        Counter.builder("log_shipper_responses")
                .description("Responses by status.")
                .tag("output", output)
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }
}
