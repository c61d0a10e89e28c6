package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.KnownSecrets;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.validate.ContentValidator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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
    private final Duration jitter;
    private final RandomGenerator random;
    private final Rollout rollout;
    private final List<Target> targets;
    private final Time time;
    private final History history;
    private final ReconcilerMetrics metrics;
    private boolean changed = true;
    private final AtomicBoolean retry = new AtomicBoolean();
    /// A valid version that is still to be published and told.
    private volatile @Nullable Content next;
    /// Whether it is the mounted version once more, because an operator asked for that.
    private boolean isNextAgain;

    private Duration nextChange = Duration.ZERO;
    private @Nullable String desired;
    private Duration desiredSince = Duration.ZERO;
    /// No target is told before.
    private Duration tellAt = Duration.ZERO;
    /// Whether a version waits for [#tellAt].
    private boolean delayed;
    private boolean confirmed;
    private @Nullable String kept;
    private volatile List<String> findings = List.of();
    private volatile @Nullable String problem;

    /// @throws InvalidConfigException with one sentence if a schema or the published copy cannot be used
    public Reconciler(Config config, Vertx vertx, Time time, RandomGenerator random, MeterRegistry registry) {
        this(config, apps(config, vertx), time, random, registry);
    }

    private static Function<TargetConfig, App> apps(Config config, Vertx vertx) {
        KnownSecrets secrets = new KnownSecrets(config.targets());
        return target -> App.of(target, vertx, secrets);
    }

    Reconciler(
            Config config,
            Function<TargetConfig, App> apps,
            Time time,
            RandomGenerator random,
            MeterRegistry registry) {
        this.time = time;
        this.metrics = new ReconcilerMetrics(registry);
        this.mount = new Mount(new Sources(config.sources()), config.rehash(), time, metrics);
        this.validation = new ContentValidator(config);
        this.rollbackAfter = config.rollbackAfter();
        this.jitter = config.jitter();
        this.random = random;
        try {
            this.rollout = new Rollout(PublishedCopy.open(config));
        } catch (IOException e) {
            throw new InvalidConfigException("the published copy cannot be read: " + e);
        }
        this.targets = config.targets().stream()
                .map(target -> new Target(
                        target.name(),
                        target.files(),
                        apps.apply(target),
                        schedule(target, time, new Backoff(config.retry(), random)),
                        metrics.signals(target.name())))
                .toList();
        this.history = new History(time, metrics::signalDelay, metrics::version);
        metrics.show(this, targets);
        metrics.show(mount);
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

    /// Reads the sources if that is due, does at most one exchange with an app, and records what follows from it
    /// before anything else is done.
    ///
    /// @return whether there may be more to do at once
    public boolean step() {
        Mount.Settled settled = mount.look(changed);
        changed = false;
        if (settled != null) {
            validate(settled);
        }
        boolean more = change(this::rollOut) || settled != null;
        Content content = rollout.desired();
        if (content != null) {
            more |= act(content);
            more |= change(() -> conclude(content));
        }
        return more;
    }

    private void validate(Mount.Settled settled) {
        Content content = settled.found().content();
        isNextAgain = settled.again();
        if (!settled.again()) {
            history.settled(settled.change(), settled.seenAt());
        }
        List<String> found = validation.errors(settled.found());
        findings = found;
        log.atInfo()
                .addKeyValue("version", content.version())
                .addKeyValue("files", content.files().size())
                .addKeyValue("findings", found)
                .log(found.isEmpty() ? "version settled" : "version is invalid, apps keep the one before");
        if (found.isEmpty()) {
            history.validated(content.version());
            next = content;
        } else {
            history.invalid(content.version(), found.getFirst());
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

    /// Publishes the next version. A confirmation of the present one comes first: one that could not be recorded
    /// yet, and
    /// also one that the app still owes, because it reads the copy meanwhile.
    private boolean rollOut() throws IOException {
        Content present = rollout.desired();
        if (present != null && isRunByAll(present)) {
            accept(present);
        }
        if (retry.get()) {
            rollout.forget();
            tellAt = Duration.ZERO;
            delayed = false;
            targets.forEach(Target::retry);
            mount.lookAgain();
            retry.set(false);
            return true;
        }
        Content content = next;
        if (content == null || (rollout.publishes() && isConfirming())) {
            return false;
        }
        rollout.mounted(content);
        if (!isNextAgain && !content.version().equals(rollout.rejected())) {
            delay();
        }
        history.rolledOut(content.version());
        if (rollout.publishes()) {
            history.published(content.version());
        }
        if (content.version().equals(rollout.rejected())) {
            history.rejected(content.version(), rollout.reason());
        }
        next = null;
        problem = null;
        return true;
    }

    /// Draws the random delay before the version is told. A version that is replaced during its delay hands the
    /// rest of it on, so that versions in quick succession wait no longer than one.
    private void delay() {
        if (jitter.isPositive() && !delayed) {
            tellAt = time.elapsed().plusNanos((long) (random.nextDouble() * jitter.toNanos()));
            delayed = true;
        }
    }

    boolean isConfirming() {
        return targets.stream().anyMatch(target -> target.state() == TargetState.CONFIRMING);
    }

    private boolean isRunByAll(Content content) {
        return targets.stream().allMatch(target -> target.isInSyncWith(content));
    }

    private boolean act(Content content) {
        if (!content.version().equals(desired)) {
            desired = content.version();
            // The delay before the signal does not count as time in which the app did not confirm.
            desiredSince = isDue(tellAt) ? time.elapsed() : tellAt;
            confirmed = false;
            kept = null;
        }
        targets.forEach(target -> target.desire(content));
        String heldBack = rollout.isStuck() ? "is told nothing: the accepted version was rejected too" : null;
        delayed = !isDue(tellAt);
        if (heldBack == null && delayed) {
            heldBack = "is told within " + (tellAt.minus(time.elapsed()).toSeconds() + 1) + " s, after a random delay";
        }
        for (Target target : targets) {
            if (target.step(content, history, heldBack)) {
                return true;
            }
            if (heldBack == null && !target.isInSyncWith(content)) {
                heldBack = "waits until " + target.name() + " is in sync";
            }
        }
        return false;
    }

    /// Records that every target runs the desired version, or that one rejected it.
    ///
    /// @return whether another version is desired now
    private boolean conclude(Content content) throws IOException {
        boolean rolledBack = false;
        if (isRunByAll(content)) {
            accept(content);
        } else if (!rollout.isStuck()) {
            rolledBack = reject(content);
        }
        problem = null;
        return rolledBack;
    }

    private void accept(Content content) throws IOException {
        if (!confirmed) {
            rollout.accepted(targets.stream().map(Target::name).toList());
            confirmed = true;
        }
        history.accepted(content.version());
    }

    /// Rolls back if a target rejected the desired version.
    private boolean reject(Content content) throws IOException {
        Target target = targets.stream()
                .filter(each -> each.rejection() != null)
                .findFirst()
                .orElseGet(() -> firstBehind(content));
        String why = refusal(target);
        if (why == null || why.equals(kept)) {
            return false;
        }
        Rollout.Rejection rejection = rollout.rejected(target.name(), why);
        kept = why;
        if (rejection == Rollout.Rejection.KEPT) {
            return false;
        }
        history.rejected(content.version(), target.name() + ": " + why);
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

    private Target firstBehind(Content content) {
        return targets.stream()
                .filter(target -> !target.isInSyncWith(content))
                .findFirst()
                .orElseThrow();
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
                targets.stream().map(this::view).toList(),
                history.view());
    }

    /// A target is in sync only with what is mounted. So no target is while it is not known what is mounted, or
    /// while the
    /// mounted version still has to be published.
    StatusSnapshot.TargetStatus view(Target target) {
        StatusSnapshot.TargetStatus view = target.view();
        String behind = behind();
        return behind == null || view.state() != TargetState.IN_SYNC
                ? view
                : new StatusSnapshot.TargetStatus(view.name(), TargetState.WAITING, view.running(), behind);
    }

    private @Nullable String behind() {
        if (isUnreadable()) {
            return "runs the version before: the sources cannot be read";
        }
        if (problem != null) {
            return "runs the version before: the published copy cannot be changed";
        }
        return next == null ? null : "runs the version before: a newer one is mounted";
    }

    boolean isUnreadable() {
        return mount.problem() != null;
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
