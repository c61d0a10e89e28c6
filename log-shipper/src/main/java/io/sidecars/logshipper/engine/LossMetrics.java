package io.sidecars.logshipper.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Losses;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Losses as counters and log lines.
public final class LossMetrics implements Losses {
    private static final Logger log = LoggerFactory.getLogger(LossMetrics.class);

    private final MeterRegistry registry;

    public LossMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Reason reason : Reason.values()) {
            Counter _ = events(reason);
        }
    }

    @Override
    public void registerOutput(String output) {
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
                .log("data lost before it was delivered");
        bytes(output, reason).increment((double) bytes);
    }

    @Override
    public void unknown(Reason reason, String path) {
        (reason == Reason.STATE ? log.atWarn() : log.atInfo())
                .addKeyValue("reason", word(reason))
                .addKeyValue("path", path)
                .log("data may have been lost before it was seen");
        events(reason).increment();
    }

    private Counter bytes(String output, Reason reason) {
        return Counter.builder("log_shipper_lost_bytes")
                .description("Bytes destroyed before the output had read them (a lower bound).")
                .tag("output", output)
                .tag("reason", word(reason))
                .register(registry);
    }

    private Counter events(Reason reason) {
        return Counter.builder("log_shipper_loss_events")
                .description("Events in which bytes may have been destroyed before log-shipper saw them.")
                .tag("reason", word(reason))
                .register(registry);
    }

    private static String word(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
