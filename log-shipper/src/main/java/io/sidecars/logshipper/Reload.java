package io.sidecars.logshipper;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.config.InvalidConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes over the configuration file whenever its text changes. If the new text is invalid, the old configuration
/// stays in use, and the status and a metric show that.
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final ConfigFile file;
    private final Shipper shipper;
    private final Counter applied;
    private final Counter refused;
    private Config config;
    private String text;
    private boolean complete = true;
    private volatile @Nullable String problem;

    /// @param text from which the present configuration was read
    Reload(ConfigFile file, String text, Config config, Shipper shipper, MeterRegistry registry) {
        this.file = file;
        this.text = text;
        this.config = config;
        this.shipper = shipper;
        this.applied = reloads(registry, "applied");
        this.refused = reloads(registry, "refused");
    }

    /// Why the present text of the file is not in use, null if it is.
    @Nullable
    String problem() {
        return problem;
    }

    /// Reads the file once.
    ///
    /// @return whether every output uses the configuration that was taken over last
    boolean step() throws InterruptedException {
        try {
            String now = file.text();
            if (now.equals(text)) {
                if (problem != null) {
                    problem = null;
                    log.atInfo()
                            .addKeyValue("path", file.path())
                            .log("configuration file holds the configuration in use again");
                }
            } else {
                apply(now, file.parse(now));
            }
        } catch (InvalidConfigException e) {
            refuse(String.valueOf(e.getMessage()));
        }
        complete = complete || shipper.replaceFinished();
        return complete;
    }

    private void apply(String now, Config next) throws InterruptedException {
        if (!next.state().equals(config.state())) {
            throw new InvalidConfigException(
                    file.path() + ": state cannot change while log-shipper runs: restart log-shipper");
        }
        boolean isOther = !next.equals(config);
        if (isOther) {
            shipper.reload(next);
        }
        text = now;
        config = next;
        problem = null;
        if (isOther) {
            complete = false;
            applied.increment();
            log.atInfo().addKeyValue("path", file.path()).log("configuration reloaded");
        }
    }

    private void refuse(String why) {
        if (!why.equals(problem)) {
            problem = why;
            refused.increment();
            log.atError().addKeyValue("problem", why).log("configuration is invalid, the previous one stays in use");
        }
    }

    private static Counter reloads(MeterRegistry registry, String result) {
        return Counter.builder("log_shipper_config_reloads")
                .description("Changes of the configuration file, by result.")
                .tag("result", result)
                .register(registry);
    }
}
