package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The metrics of the reconciler; every series is there from the start.
final class ReconcilerMetrics {
    private final MeterRegistry metrics;
    private final Timer delay;
    private final Counter looks;
    private final Counter rollbacks;

    ReconcilerMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.delay = Timer.builder("config_watcher_signal_delay")
                .description("From seeing a version to its first signal.")
                .register(metrics);
        this.looks = Counter.builder("config_watcher_looks")
                .description("How often the sources were read and hashed.")
                .register(metrics);
        this.rollbacks = Counter.builder("config_watcher_rollbacks")
                .description("How often a rejected version was taken back.")
                .register(metrics);
        for (History.Outcome outcome : History.Outcome.values()) {
            if (outcome != History.Outcome.PENDING) {
                versions(outcome);
            }
        }
    }

    /// Told `accepted`, `rejected` or `failed` for each signal.
    Consumer<String> signals(String target) {
        List.of("accepted", "rejected", "failed").forEach(outcome -> signals(target, outcome));
        return outcome -> signals(target, outcome).increment();
    }

    private Counter signals(String target, String outcome) {
        return Counter.builder("config_watcher_signals")
                .tag("target", target)
                .tag("outcome", outcome)
                .description("Signals by what came of them: accepted, rejected or failed.")
                .register(metrics);
    }

    private Counter versions(History.Outcome outcome) {
        return Counter.builder("config_watcher_versions")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .description("Versions by what became of them.")
                .register(metrics);
    }

    void signalDelay(Duration took) {
        delay.record(took);
    }

    void version(History.Outcome outcome) {
        versions(outcome).increment();
    }

    void looked() {
        looks.increment();
    }

    void rolledBack(Rollout.Rejection rejection) {
        if (rejection == Rollout.Rejection.ROLLED_BACK) {
            rollbacks.increment();
        }
    }

    void show(Reconciler reconciler, List<Target> targets) {
        targets.forEach(target -> {
            Gauge.builder("config_watcher_in_sync", target, t -> t.state() == Target.State.IN_SYNC ? 1 : 0)
                    .tag("target", target.name())
                    .description("1 while the app runs what it is to run.")
                    .register(metrics);
            Gauge.builder("config_watcher_rejected", target, t -> t.state() == Target.State.REJECTED ? 1 : 0)
                    .tag("target", target.name())
                    .description("1 while the app does not want what it is told.")
                    .register(metrics);
        });
        flag("config_watcher_invalid", "1 while what is mounted is invalid.", reconciler, Reconciler::isInvalid);
        flag(
                "config_watcher_rolled_back",
                "1 while the apps run an older version, because what is mounted was rejected.",
                reconciler,
                Reconciler::isRolledBack);
        flag(
                "config_watcher_stuck",
                "1 while no app is told anything, because the older version was rejected too.",
                reconciler,
                Reconciler::isStuck);
    }

    private void flag(String name, String description, Reconciler reconciler, Predicate<Reconciler> is) {
        Gauge.builder(name, reconciler, r -> is.test(r) ? 1 : 0)
                .description(description)
                .register(metrics);
    }
}
