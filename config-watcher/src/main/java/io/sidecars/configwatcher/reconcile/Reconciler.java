package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.source.Directory;
import io.sidecars.configwatcher.source.Look;
import io.sidecars.configwatcher.source.Settle;
import io.sidecars.configwatcher.source.Snapshot;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every target run what is mounted. It owns no thread and keeps nothing on disk: each step compares what is
/// there with what the apps say, so a restart or a missed event costs at most one question.
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private record Mounted(Snapshot snapshot, Instant since) {}

    private final Directory source;
    private final Duration rehash;
    private final List<Target> targets;
    private final Time time;
    private final History history;
    private final Counter looks;
    private final Settle settle = new Settle();
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private Duration nextLook = Duration.ZERO;
    private volatile @Nullable Mounted mounted;
    private volatile @Nullable String problem;

    public Reconciler(Config config, Vertx vertx, Time time, RandomGenerator random, MeterRegistry metrics) {
        this.source = new Directory(config.sources().getFirst());
        this.rehash = config.rehash();
        this.time = time;
        this.targets = config.targets().stream()
                .map(target -> new Target(
                        target,
                        new App(target, vertx),
                        new Backoff(config.retry(), random),
                        time,
                        outcome -> signals(metrics, target, outcome).increment()))
                .toList();
        Timer delay = Timer.builder("config_watcher_signal_delay")
                .description("From seeing a version to its first signal.")
                .register(metrics);
        this.history = new History(time, delay::record);
        this.looks = Counter.builder("config_watcher_looks")
                .description("How often the source was read and hashed.")
                .register(metrics);
        config.targets()
                .forEach(target -> Stream.of("accepted", "rejected", "failed")
                        .forEach(outcome -> signals(metrics, target, outcome)));
        targets.forEach(target -> Gauge.builder(
                        "config_watcher_in_sync", target, t -> t.state() == Target.State.IN_SYNC ? 1 : 0)
                .tag("target", target.view().name())
                .description("1 while the app runs what is mounted.")
                .register(metrics));
    }

    private static Counter signals(MeterRegistry metrics, Config.Target target, String outcome) {
        return Counter.builder("config_watcher_signals")
                .tag("target", target.name())
                .tag("outcome", outcome)
                .description("Signals by what came of them: accepted, rejected or failed.")
                .register(metrics);
    }

    /// The source may have changed. From any thread.
    public void changed() {
        changed.set(true);
    }

    /// Looks if that is due, and does at most one exchange with an app.
    ///
    /// @return whether there may be more to do at once
    public boolean step() {
        boolean event = changed.getAndSet(false);
        boolean worked = (event || time.elapsed().compareTo(nextLook) >= 0) && look();
        Mounted now = mounted;
        return (now != null && act(now.snapshot())) || worked;
    }

    /// From any thread; never waits for an exchange.
    public Status status() {
        Mounted now = mounted;
        return new Status(
                now == null
                        ? new Status.Mounted(null, null, problem)
                        : new Status.Mounted(
                                now.snapshot().version(), now.since().toString(), problem),
                targets.stream().map(Target::view).toList(),
                history.view());
    }

    private boolean look() {
        looks.increment();
        return switch (source.look()) {
            case Look.Nothing(String why) -> {
                if (!why.equals(problem)) {
                    log.atWarn().addKeyValue("problem", why).log("nothing to look at");
                }
                problem = why;
                nextLook = time.elapsed().plus(LOOK_AGAIN);
                yield false;
            }
            case Look.Found found -> {
                problem = null;
                yield found(found);
            }
        };
    }

    private boolean found(Look.Found found) {
        Snapshot snapshot = found.snapshot();
        Mounted before = mounted;
        Duration now = time.elapsed();
        nextLook = now.plus(rehash);
        if (before != null && before.snapshot().version().equals(snapshot.version())) {
            settle.reset();
            return false;
        }
        if (!settle.isSettled(found, now)) {
            nextLook = settle.due();
            return false;
        }
        settle.reset();
        mounted = new Mounted(snapshot, time.wall());
        history.settled(snapshot.version(), settle.firstChange());
        log.atInfo()
                .addKeyValue("version", snapshot.version())
                .addKeyValue("files", snapshot.files().size())
                .log("mounted");
        return true;
    }

    private boolean act(Snapshot snapshot) {
        String blocking = null;
        for (Target target : targets) {
            if (blocking != null) {
                target.waitFor(blocking, snapshot);
            } else if (target.step(snapshot, history)) {
                return true;
            } else if (target.state() != Target.State.IN_SYNC) {
                blocking = target.view().name();
            }
        }
        if (blocking == null) {
            history.accepted();
        }
        return false;
    }
}
