package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.validate.ContentValidator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every target run the mounted version. It owns no thread. Each step compares the mount with what the apps
/// report, so a restart or a missed event costs at most one question to each app.
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration CHANGE_AGAIN = Duration.ofSeconds(1);
    private static final Duration PROBE_A_PROCESS = Duration.ofSeconds(5);

    private final Mount mount;
    private final ContentValidator validation;
    private final @Nullable Duration rollbackAfter;
    private final Rollout rollout;
    private final List<Target> targets;
    private final Time time;
    private final History history;
    private final ReconcilerMetrics metrics;
    private boolean changed = true;
    private final AtomicBoolean retry = new AtomicBoolean();
    /// A valid version that is still to be published and told.
    private @Nullable Content next;
    private Duration nextChange = Duration.ZERO;
    private @Nullable String desired;
    private Duration desiredSince = Duration.ZERO;
    private boolean confirmed;
    private @Nullable String kept;
    private volatile List<String> findings = List.of();
    private volatile @Nullable String problem;

    /// @throws InvalidConfigException with one sentence if a schema or the published copy cannot be used
    public Reconciler(Config config, Vertx vertx, Time time, RandomGenerator random, MeterRegistry registry) {
        this.time = time;
        this.metrics = new ReconcilerMetrics(registry);
        this.mount = new Mount(new Sources(config.sources()), config.rehash(), time, metrics);
        this.validation = new ContentValidator(config.sources());
        this.rollbackAfter = config.rollbackAfter();
        try {
            this.rollout = new Rollout(PublishedCopy.open(config));
        } catch (IOException e) {
            throw new InvalidConfigException("the published copy cannot be read: " + e);
        }
        this.targets = config.targets().stream()
                .map(target -> new Target(
                        target.name(),
                        App.of(target, vertx),
                        schedule(target, time, new Backoff(config.retry(), random)),
                        metrics.signals(target.name())))
                .toList();
        this.history = new History(time, metrics::signalDelay, metrics::version);
        metrics.show(this, targets);
    }

    private static TargetSchedule schedule(TargetConfig config, Time time, Backoff backoff) {
        StatusEndpoint status = config.status();
        Duration interval = status == null ? PROBE_A_PROCESS : status.interval();
        return new TargetSchedule(time, backoff, config.signal().timeout(), interval);
    }

    /// Tells the reconciler that the sources may have changed.
    public void changed() {
        changed = true;
    }

    /// Lets every rejected version be tried once more. From any thread.
    public void retry() {
        retry.set(true);
    }

    /// Reads the sources if that is due, and does at most one exchange with an app.
    ///
    /// @return whether there may be more to do at once
    public boolean step() {
        Mount.Settled settled = mount.look(changed);
        changed = false;
        if (settled != null) {
            validate(settled);
        }
        boolean rolled = change(this::rollOut);
        return act() || rolled || settled != null;
    }

    private void validate(Mount.Settled settled) {
        Content content = settled.found().content();
        history.settled(settled.change(), settled.seenAt());
        List<String> found = validation.errors(settled.found());
        findings = found;
        log.atInfo()
                .addKeyValue("version", content.version())
                .addKeyValue("files", content.files().size())
                .addKeyValue("findings", found)
                .log(found.isEmpty() ? "version settled" : "version is invalid, apps keep the one before");
        if (found.isEmpty()) {
            history.validated();
            next = content;
        } else {
            history.invalid(found.getFirst());
            next = null;
        }
    }

    /// A change of the published copy, or of the state that is saved beside it.
    private interface CopyChange {
        /// Returns whether there was anything to change.
        boolean run() throws IOException;
    }

    /// Runs a change, and after a failure again after a pause, until it succeeds.
    private boolean change(CopyChange change) {
        if (!isDue(nextChange)) {
            return false;
        }
        try {
            return change.run();
        } catch (IOException e) {
            String why = "the published copy cannot be changed: " + e.getMessage();
            if (!why.equals(problem)) {
                log.atError().addKeyValue("problem", e).log("published copy not changed, retrying");
            }
            problem = why;
            nextChange = time.elapsed().plus(CHANGE_AGAIN);
            return false;
        }
    }

    private boolean rollOut() throws IOException {
        if (retry.get()) {
            rollout.forget();
            targets.forEach(Target::retry);
            mount.forget();
            retry.set(false);
            return true;
        }
        Content content = next;
        if (content == null) {
            return false;
        }
        rollout.mounted(content);
        if (rollout.publishes()) {
            history.published();
        }
        next = null;
        problem = null;
        return true;
    }

    private boolean act() {
        Content content = rollout.desired();
        if (content == null) {
            return false;
        }
        if (!content.version().equals(desired)) {
            desired = content.version();
            desiredSince = time.elapsed();
            confirmed = false;
            kept = null;
        }
        targets.forEach(target -> target.desire(content.snapshot()));
        String heldBack = rollout.isStuck() ? "is told nothing: the accepted version was rejected too" : null;
        Target blocking = null;
        for (Target target : targets) {
            if (target.step(content, history, heldBack)) {
                return true;
            }
            if (blocking == null && !target.isInSync()) {
                blocking = target;
                heldBack = heldBack == null ? "waits until " + target.name() + " is in sync" : heldBack;
            }
        }
        Target refusing = blocking;
        return change(() -> {
            boolean taken = refusing == null ? accept(content) : reject(refusing);
            problem = null;
            return taken;
        });
    }

    /// Every target runs the desired version.
    private boolean accept(Content content) throws IOException {
        if (!confirmed) {
            rollout.accepted(targets.stream().map(Target::name).toList());
            confirmed = true;
        }
        history.accepted(content.version());
        return false;
    }

    /// Rolls back if this target rejected the desired version.
    private boolean reject(Target target) throws IOException {
        String why = rollout.isStuck() ? null : refusal(target);
        if (why == null || why.equals(kept)) {
            return false;
        }
        Rollout.Rejection rejection = rollout.rejected(target.name(), why);
        kept = why;
        if (rejection == Rollout.Rejection.KEPT) {
            return false;
        }
        history.rejected(target.name() + ": " + why);
        metrics.rolledBack(rejection);
        log.atError()
                .addKeyValue("target", target.name())
                .addKeyValue("reason", why)
                .addKeyValue("version", rollout.rejected())
                .log(
                        rejection == Rollout.Rejection.STUCK
                                ? "rollback rejected too, no target is told anything"
                                : "version rejected, rolled back to the accepted one");
        return true;
    }

    /// Why the desired version counts as rejected; null if it does not.
    private @Nullable String refusal(Target target) {
        String rejection = target.rejection();
        Duration limit = rollbackAfter;
        if (rejection == null && limit != null && !confirmed && isDue(desiredSince.plus(limit)) && !isRolledBack()) {
            return "not confirmed within " + limit.toSeconds() + " s";
        }
        return rejection;
    }

    private boolean isDue(Duration moment) {
        return time.elapsed().compareTo(moment) >= 0;
    }

    /// From any thread. It never waits for an exchange.
    public StatusSnapshot status() {
        Mount.Latest latest = mount.latest();
        Content content = rollout.desired();
        return new StatusSnapshot(
                new StatusSnapshot.Mounted(
                        latest == null ? null : latest.snapshot().version(),
                        latest == null ? null : latest.since().toString(),
                        message(),
                        findings,
                        mount.notes()),
                rollout.publishes()
                        ? new StatusSnapshot.Published(
                                content == null ? null : content.version(), rollout.accepted(), rollout.isStuck())
                        : null,
                targets.stream().map(Target::view).toList(),
                history.view());
    }

    private @Nullable String message() {
        if (mount.problem() != null) {
            return mount.problem();
        }
        if (problem != null) {
            return problem;
        }
        if (isInvalid()) {
            return "it is invalid: the apps keep the version before it";
        }
        if (isStuck()) {
            return "it was rejected, and so was the accepted version: no app is told anything, " + rollout.reason();
        }
        return isRolledBack() ? "it was rejected and rolled back: " + rollout.reason() : null;
    }

    boolean isInvalid() {
        return !findings.isEmpty();
    }

    boolean isRolledBack() {
        Mount.Latest latest = mount.latest();
        return latest != null && latest.snapshot().version().equals(rollout.rejected());
    }

    boolean isStuck() {
        return rollout.isStuck();
    }
}
