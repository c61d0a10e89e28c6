package io.sidecars.logshipper.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Losses;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Losses as counters and log lines. Every counter exists from the start, so that its first step is seen.
public final class LossMetrics implements Losses {
    private static final Logger log = LoggerFactory.getLogger(LossMetrics.class);

    private final MeterRegistry registry;

    public LossMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Reason reason : Reason.values()) {
            Counter _ = events(reason);
        }
    }

    public void register(String output) {
        for (Reason reason : Reason.values()) {
            if (reason != Reason.STATE) {
                Counter _ = bytes(output, reason);
            }
        }
    }

    @Override
    public void lost(String output, Reason reason, long bytes, String path, long from) {
        log.atWarn()
                .addKeyValue("output", output)
                .addKeyValue("reason", word(reason))
                .addKeyValue("path", path)
                .addKeyValue("from", from)
                .addKeyValue("bytes", bytes)
                .log("bytes are lost");
        bytes(output, reason).increment((double) bytes);
    }

    @Override
    public void unknown(Reason reason, String path) {
        (reason == Reason.STATE ? log.atWarn() : log.atInfo())
                .addKeyValue("reason", word(reason))
                .addKeyValue("path", path)
                .log("bytes that nobody saw may be lost");
        events(reason).increment();
    }

    private Counter bytes(String output, Reason reason) {
        return Counter.builder("log_shipper_lost_bytes")
                .description("Bytes destroyed before the output had read them; a lower bound.")
                .tag("output", output)
                .tag("reason", word(reason))
                .register(registry);
    }

    private Counter events(Reason reason) {
        return Counter.builder("log_shipper_loss_events")
                .description("How often bytes may have been destroyed that nobody had seen.")
                .tag("reason", word(reason))
                .register(registry);
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
