package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Look;
import io.sidecars.configwatcher.source.Settle;
import io.sidecars.configwatcher.source.Snapshot;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.validate.Validation;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every target run what is mounted. It owns no thread: each step compares what is there with what the apps say,
/// so a restart or a missed event costs at most one question.
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// The last version that was settled, valid or not.
    private record Mounted(Snapshot snapshot, Instant since, List<String> findings) {}

    private final Sources sources;
    private final Validation validation;
    private final Duration rehash;
    private final @Nullable Duration rollbackAfter;
    private final Rollout rollout;
    private final List<Target> targets;
    private final Time time;
    private final History history;
    private final Measures measures;
    private final Settle settle = new Settle();
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private final AtomicBoolean retry = new AtomicBoolean();
    private Duration nextLook = Duration.ZERO;
    private Duration wantedSince = Duration.ZERO;
    private @Nullable String wanted;
    private boolean confirmed;
    private @Nullable String kept;
    private volatile @Nullable Mounted mounted;
    private volatile @Nullable String problem;
    private volatile List<String> notes = List.of();

    /// @throws InvalidConfigException with one sentence if a schema, or what was published before, cannot be used
    public Reconciler(Config config, Vertx vertx, Time time, RandomGenerator random, MeterRegistry metrics) {
        this.sources = new Sources(config.sources());
        this.validation = new Validation(config.sources());
        this.rehash = config.rehash();
        this.rollbackAfter = config.rollbackAfter();
        try {
            this.rollout = new Rollout(Copy.open(config));
        } catch (IOException e) {
            throw new InvalidConfigException("what was published cannot be read: " + e);
        }
        this.time = time;
        this.measures = new Measures(metrics);
        this.targets = config.targets().stream()
                .map(target -> new Target(
                        target,
                        App.of(target, vertx),
                        new Backoff(config.retry(), random),
                        time,
                        measures.signals(target.name())))
                .toList();
        this.history = new History(time, measures::signalDelay, measures::version);
        measures.show(this, targets);
    }

    /// The sources may have changed. From any thread.
    public void changed() {
        changed.set(true);
    }

    /// Whatever was rejected is to be tried once more. From any thread.
    public void retry() {
        retry.set(true);
        changed.set(true);
    }

    /// Looks if that is due, and does at most one exchange with an app.
    ///
    /// @return whether there may be more to do at once
    public boolean step() {
        try {
            boolean event = changed.getAndSet(false);
            if (retry.getAndSet(false)) {
                tryAgain();
            }
            boolean worked = (event || isDue(nextLook)) && look();
            return act() || worked;
        } catch (IOException e) {
            problem = "the published copy cannot be changed: " + e;
            log.atError().addKeyValue("problem", e).log("the published copy cannot be changed, trying again");
            nextLook = time.elapsed().plus(LOOK_AGAIN);
            return false;
        }
    }

    /// From any thread; never waits for an exchange.
    public Status status() {
        Mounted now = mounted;
        Content content = rollout.desired();
        return new Status(
                now == null
                        ? new Status.Mounted(null, null, problem, List.of(), notes)
                        : new Status.Mounted(
                                now.snapshot().version(), now.since().toString(), message(now), now.findings(), notes),
                rollout.publishes()
                        ? new Status.Published(
                                content == null ? null : content.version(), rollout.accepted(), rollout.isStuck())
                        : null,
                targets.stream().map(Target::view).toList(),
                history.view());
    }

    private @Nullable String message(Mounted now) {
        if (problem != null) {
            return problem;
        }
        if (!now.findings().isEmpty()) {
            return "it is invalid: the apps keep the version before it";
        }
        if (rollout.isStuck()) {
            return "it was rejected, and so was the version before it: no app is told anything, " + rollout.reason();
        }
        return isRolledBack(now) ? "it was rejected and taken back: " + rollout.reason() : null;
    }

    private boolean isRolledBack(Mounted now) {
        return now.snapshot().version().equals(rollout.rejected());
    }

    boolean isInvalid() {
        Mounted now = mounted;
        return now != null && !now.findings().isEmpty();
    }

    boolean isRolledBack() {
        Mounted now = mounted;
        return now != null && isRolledBack(now);
    }

    boolean isStuck() {
        return rollout.isStuck();
    }

    private void tryAgain() throws IOException {
        rollout.forget();
        targets.forEach(Target::retry);
        mounted = null;
    }

    private boolean look() throws IOException {
        measures.looked();
        return switch (sources.look()) {
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
                if (!found.notes().equals(notes)) {
                    notes = found.notes();
                    notes.forEach(note -> log.atWarn().addKeyValue("note", note).log("mind this"));
                }
                yield found(found);
            }
        };
    }

    private boolean found(Look.Found found) throws IOException {
        Content content = found.content();
        Mounted before = mounted;
        Duration now = time.elapsed();
        nextLook = now.plus(rehash);
        if (before != null && before.snapshot().version().equals(content.version())) {
            settle.reset();
            return false;
        }
        if (!settle.isSettled(found, now)) {
            nextLook = settle.due();
            return false;
        }
        Duration seenAt = settle.firstChange();
        settle.reset();
        history.settled(Change.between(before == null ? null : before.snapshot(), content.snapshot()), seenAt);
        List<String> findings = validation.findings(found);
        log.atInfo()
                .addKeyValue("version", content.version())
                .addKeyValue("files", content.files().size())
                .addKeyValue("findings", findings)
                .log(findings.isEmpty() ? "mounted" : "mounted, but invalid");
        if (findings.isEmpty()) {
            history.validated();
            rollout.mounted(content);
            if (rollout.publishes()) {
                history.published();
            }
        } else {
            history.invalid(findings.getFirst());
        }
        mounted = new Mounted(content.snapshot(), time.wall(), findings);
        return findings.isEmpty();
    }

    private boolean act() throws IOException {
        Content content = rollout.desired();
        if (content == null) {
            return false;
        }
        if (!content.version().equals(wanted)) {
            wanted = content.version();
            wantedSince = time.elapsed();
            confirmed = false;
            kept = null;
        }
        String heldBack = rollout.isStuck() ? "is told nothing: the version before was rejected too" : null;
        Target blocking = null;
        for (Target target : targets) {
            if (target.step(content, history, heldBack)) {
                return true;
            }
            if (blocking == null && target.state() != Target.State.IN_SYNC) {
                blocking = target;
                heldBack = heldBack == null ? "waits until " + target.name() + " is in sync" : heldBack;
            }
        }
        if (blocking == null) {
            return accept(content);
        }
        String why = rollout.isStuck() ? null : refusal(blocking);
        return why != null && !why.equals(kept) && reject(blocking, why);
    }

    private boolean accept(Content content) throws IOException {
        if (!confirmed) {
            rollout.accepted(targets.stream().map(Target::name).toList());
            confirmed = true;
        }
        history.accepted(content.version());
        return false;
    }

    /// Why what is wanted counts as rejected; null if it does not.
    private @Nullable String refusal(Target target) {
        String rejection = target.rejection();
        Duration limit = rollbackAfter;
        if (rejection == null && limit != null && !confirmed && isDue(wantedSince.plus(limit)) && !isRolledBack()) {
            return "not confirmed within " + limit.toSeconds() + " s";
        }
        return rejection;
    }

    private boolean reject(Target target, String why) throws IOException {
        Rollout.Rejection rejection = rollout.rejected(target.name(), why);
        kept = why;
        if (rejection != Rollout.Rejection.KEPT) {
            history.rejected(target.name() + ": " + why);
            measures.rolledBack(rejection);
            log.atError()
                    .addKeyValue("target", target.name())
                    .addKeyValue("reason", why)
                    .addKeyValue("version", rollout.rejected())
                    .log(
                            rejection == Rollout.Rejection.STUCK
                                    ? "stuck: the version before was rejected too"
                                    : "rejected, going back to the version before");
        }
        return rejection != Rollout.Rejection.KEPT;
    }

    private boolean isDue(Duration moment) {
        return time.elapsed().compareTo(moment) >= 0;
    }
}
