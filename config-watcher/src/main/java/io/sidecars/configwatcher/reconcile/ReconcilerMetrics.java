package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The metrics of the reconciler. Every series exists from the start, so that an alert never waits for a first
/// event.
final class ReconcilerMetrics {
    private final MeterRegistry metrics;
    private final Timer delay;
    private final Counter scans;
    private final Counter rollbacks;
    /// The gauges of the targets.
    private final List<Meter> shown = new ArrayList<>();

    ReconcilerMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.delay = Timer.builder("config_watcher_signal_delay")
                .description("Time from seeing a version to its first signal.")
                .register(metrics);
        this.scans = Counter.builder("config_watcher_scans")
                .description("Times that the sources were read and hashed.")
                .register(metrics);
        this.rollbacks = Counter.builder("config_watcher_rollbacks")
                .description("How often a rejected version was rolled back.")
                .register(metrics);
        for (VersionOutcome outcome : VersionOutcome.values()) {
            if (outcome != VersionOutcome.PENDING) {
                versions(outcome);
            }
        }
    }

    /// Counts the signals to one target.
    Consumer<SignalOutcome> signals(String target) {
        for (SignalOutcome outcome : SignalOutcome.values()) {
            signals(target, outcome);
        }
        return outcome -> signals(target, outcome).increment();
    }

    private Counter signals(String target, SignalOutcome outcome) {
        return Counter.builder("config_watcher_signals")
                .tag("target", target)
                .tag("outcome", outcome.text())
                .description("Signals by outcome: accepted, rejected or failed.")
                .register(metrics);
    }

    private Counter versions(VersionOutcome outcome) {
        return Counter.builder("config_watcher_versions")
                .tag("outcome", outcome.text())
                .description("Versions by outcome, each once for each outcome.")
                .register(metrics);
    }

    void signalDelay(Duration took) {
        delay.record(took);
    }

    void version(VersionOutcome outcome) {
        versions(outcome).increment();
    }

    void scanned() {
        scans.increment();
    }

    void rolledBack(Rollout.Rejection rejection) {
        if (rejection == Rollout.Rejection.ROLLED_BACK) {
            rollbacks.increment();
        }
    }

    /// Shows these targets and no others.
    void show(Reconciler reconciler, List<Target> targets) {
        Set<String> names = targets.stream().map(Target::name).collect(Collectors.toSet());
        metrics.find("config_watcher_signals").counters().stream()
                .filter(counter -> !names.contains(counter.getId().getTag("target")))
                .forEach(metrics::remove);
        shown.forEach(metrics::remove);
        shown.clear();
        targets.forEach(target -> {
            shown.add(Gauge.builder(
                            "config_watcher_in_sync",
                            target,
                            t -> reconciler.view(t).state() == TargetState.IN_SYNC ? 1 : 0)
                    .tag("target", target.name())
                    .description("1 while the app runs the desired version, and it is known what is mounted.")
                    .register(metrics));
            shown.add(Gauge.builder(
                            "config_watcher_told",
                            target,
                            t -> reconciler.view(t).state() == TargetState.TOLD ? 1 : 0)
                    .tag("target", target.name())
                    .description("1 while the app was told the desired version and nothing confirms it.")
                    .register(metrics));
            shown.add(Gauge.builder("config_watcher_rejected", target, t -> t.hasRejected() ? 1 : 0)
                    .tag("target", target.name())
                    .description(
                            "1 from a rejection of the desired version until the app accepts it or another one is desired.")
                    .register(metrics));
        });
    }

    /// Shows what does not depend on the targets.
    void show(Reconciler reconciler) {
        flag("config_watcher_unreadable", "1 while a source cannot be read.", reconciler, Reconciler::isUnreadable);
        flag("config_watcher_invalid", "1 while the mounted version is invalid.", reconciler, Reconciler::isInvalid);
        flag(
                "config_watcher_rolled_back",
                "1 while the mounted version is rejected and the accepted one is published instead.",
                reconciler,
                Reconciler::isRolledBack);
        flag(
                "config_watcher_stuck",
                "1 while no app is told anything, because the accepted version was rejected too.",
                reconciler,
                Reconciler::isStuck);
        Gauge.builder(
                        "config_watcher_source_warnings",
                        reconciler,
                        r -> r.notes().size())
                .description("Names that are ignored, and mounts that can never change, now.")
                .register(metrics);
    }

    private void flag(String name, String description, Reconciler reconciler, Predicate<Reconciler> is) {
        Gauge.builder(name, reconciler, r -> is.test(r) ? 1 : 0)
                .description(description)
                .register(metrics);
    }
}
