package io.sidecars.configwatcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.LoadedConfig;
import io.sidecars.configwatcher.publish.UnusableStateException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes over the configuration file, and the schemas that it names, whenever one of them has changed. If the new
/// configuration is invalid, the old one stays in use, and the status and metrics show that.
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);
    /// Calls of [#step] between two attempts with the same configuration: what it needs may be there later, but a
    /// schema can take seconds.
    private static final int TRY_AGAIN = 10;

    private final Consumer<Config> apply;
    private final Counter applied;
    private final Counter refused;
    private LoadedConfig inUse;
    private @Nullable LoadedConfig unusable;
    private int pause;
    private volatile @Nullable String problem;

    /// @param apply takes over another configuration, or throws and changes nothing
    Reload(LoadedConfig inUse, Consumer<Config> apply, MeterRegistry registry) {
        this.inUse = inUse;
        this.apply = apply;
        this.applied = reloads(registry, "applied");
        this.refused = reloads(registry, "refused");
    }

    /// Why the present file or a schema is not in use; null if all are. From any thread.
    @Nullable
    String problem() {
        return problem;
    }

    /// Reads the files once.
    void step() {
        try {
            LoadedConfig now = inUse.now();
            if (now.meansTheSameAs(inUse)) {
                inUse = now;
                unusable = null;
                if (problem != null) {
                    problem = null;
                    log.atInfo().addKeyValue("path", now.file().path()).log("configuration in use is valid again");
                }
            } else if (!now.equals(unusable) || --pause <= 0) {
                apply(now);
            }
        } catch (InvalidConfigException | UnusableStateException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void apply(LoadedConfig now) {
        unusable = now; // unless it is applied
        pause = TRY_AGAIN;
        apply.accept(now.config());
        unusable = null;
        inUse = now;
        problem = null;
        applied.increment();
        log.atInfo().addKeyValue("path", now.file().path()).log("configuration reloaded");
    }

    private void refuse(String why) {
        if (!why.equals(problem)) {
            problem = why;
            refused.increment();
            log.atError().addKeyValue("problem", why).log("configuration is invalid, the previous one stays in use");
        }
    }

    private static Counter reloads(MeterRegistry registry, String result) {
        return Counter.builder("config_watcher_config_reloads")
                .description("Changes of the configuration file and its schemas, by result.")
                .tag("result", result)
                .register(registry);
    }
}
