package io.sidecars.configwatcher.reconcile;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.publish.UnusableStateException;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Sources;
import io.sidecars.configwatcher.validate.ContentValidator;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes every target run the mounted version. It owns no thread. Each step compares the mount with what the apps
/// report, so a restart or a missed event costs at most one question to each app.
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration DISK_RETRY = Duration.ofSeconds(1);

    private final Time time;
    private final RandomGenerator random;
    private final TargetFactory factory;
    private final History history;
    private final ReconcilerMetrics metrics;
    private Config config;
    private ContentValidator validation;
    private volatile Mount mount;
    private volatile Rollout rollout;
    private volatile List<Target> targets;
    /// New targets of a configuration that was reloaded, until a version is valid by it.
    private volatile List<Target> fresh = List.of();

    private boolean sourcesMayHaveChanged = true;
    private final AtomicBoolean retry = new AtomicBoolean();
    /// A valid version that is still to be published and told.
    private volatile @Nullable Content next;
    /// Whether it is the mounted version once more, because an operator asked for that.
    private boolean isNextAgain;

    private Duration nextDiskTry = Duration.ZERO;
    private @Nullable String desired;
    private Duration desiredSince = Duration.ZERO;
    /// No target is told before.
    private Duration tellAt = Duration.ZERO;
    /// Whether a version waits for [#tellAt].
    private boolean delayed;
    private boolean confirmationSaved;
    private @Nullable String handledRejection;
    private volatile List<String> validationErrors = List.of();
    private volatile @Nullable String problem;

    /// @throws InvalidConfigException with one sentence if a schema or the published copy cannot be used
    /// @throws UnusableStateException with one sentence if the state that is saved beside the copy cannot be read
    public Reconciler(Config config, Vertx vertx, Time time, RandomGenerator random, MeterRegistry registry) {
        this(config, TargetFactory.apps(config, vertx), time, random, registry);
    }

    Reconciler(Config config, TargetFactory.Apps apps, Time time, RandomGenerator random, MeterRegistry registry) {
        this.time = time;
        this.random = random;
        this.config = config;
        this.validation = new ContentValidator(config);
        this.rollout = rollout(config);
        this.metrics = new ReconcilerMetrics(registry);
        this.factory = new TargetFactory(apps, time, random, metrics);
        this.mount = new Mount(new Sources(config.sources()), config.rehash(), time, metrics, null);
        this.history = new History(time, metrics::signalDelay, metrics::version);
        this.targets = config.targets().stream()
                .map(target -> factory.create(target, config.retry()))
                .toList();
        metrics.show(this);
        metrics.show(this, targets);
    }

    private static Rollout rollout(Config config) {
        try {
            return new Rollout(PublishedCopy.open(config));
        } catch (IOException e) {
            throw new InvalidConfigException("the published copy cannot be read: " + e.getMessage());
        }
    }

    /// Takes over another configuration. What is the same in both goes on: an app whose target has not changed is
    /// not told again. The mounted version is read and validated anew, and no new target is told anything before.
    ///
    /// @throws InvalidConfigException with one sentence if it cannot be used: then nothing has changed
    /// @throws UnusableStateException the same for a state that is saved in another published directory
    public void reload(Config other) {
        ContentValidator otherValidation = new ContentValidator(other);
        PublishedCopy.check(other);
        Rollout otherRollout = Objects.equals(other.publish(), config.publish()) ? rollout : rollout(other);
        // Nothing fails from here on.
        factory.apps().use(other);
        Map<TargetConfig, Target> before = new HashMap<>();
        if (other.retry().equals(config.retry())) {
            for (int i = 0; i < targets.size(); i++) {
                before.put(config.targets().get(i), targets.get(i));
            }
        }
        List<Target> otherTargets = new ArrayList<>();
        List<Target> otherFresh = new ArrayList<>();
        for (TargetConfig target : other.targets()) {
            Target same = before.get(target);
            Target now = same == null ? factory.create(target, other.retry()) : same;
            otherTargets.add(now);
            if (same == null || fresh.contains(same)) {
                otherFresh.add(now);
            }
        }
        if (!other.sources().equals(config.sources()) || !other.rehash().equals(config.rehash())) {
            mount = new Mount(new Sources(other.sources()), other.rehash(), time, metrics, mount.latest());
        }
        validation = otherValidation;
        rollout = otherRollout;
        targets = List.copyOf(otherTargets);
        fresh = List.copyOf(otherFresh);
        config = other;
        desired = null; // its time begins anew
        next = null;
        mount.lookAgain();
        metrics.show(this, targets);
    }

    /// Tells the reconciler that the sources may have changed.
    public void sourcesMayHaveChanged() {
        sourcesMayHaveChanged = true;
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
        Mount.Settled settled = mount.look(sourcesMayHaveChanged);
        sourcesMayHaveChanged = false;
        if (settled != null) {
            validate(settled);
        }
        boolean more = retrying(this::rollOut) || settled != null;
        Content content = rollout.desired();
        if (content != null) {
            more |= act(content);
            more |= retrying(() -> conclude(content));
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
        validationErrors = found;
        log.atInfo()
                .addKeyValue("version", content.version())
                .addKeyValue("files", content.files().size())
                .addKeyValue("validationErrors", found)
                .log(found.isEmpty() ? "version settled" : "version is invalid, apps keep the one before");
        if (found.isEmpty()) {
            history.validated(content.version());
            next = content;
        } else {
            if (!isDesired(content.version())) {
                history.invalid(content.version(), found.getFirst());
            }
            next = null;
        }
    }

    /// A change of the published copy, or of the state that is saved beside it.
    private interface DiskWork {
        /// Returns whether there was anything to change.
        boolean run() throws IOException;
    }

    /// Runs a change, and after a failure again after a pause, until it succeeds.
    private boolean retrying(DiskWork work) {
        if (!isDue(nextDiskTry)) {
            return false;
        }
        try {
            return work.run();
        } catch (IOException e) {
            String why = "the published copy cannot be changed: " + e.getMessage();
            if (!why.equals(problem)) {
                log.atError().addKeyValue("problem", e).log("published copy not changed, retrying");
            }
            problem = why;
            nextDiskTry = time.elapsed().plus(DISK_RETRY);
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
            rollout.clearRejection();
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
        fresh = List.of();
        return true;
    }

    /// Draws the random delay before the version is told. A version that is replaced during its delay hands the
    /// rest of it on, so that versions in quick succession wait no longer than one.
    private void delay() {
        if (config.jitter().isPositive() && !delayed) {
            tellAt = time.elapsed()
                    .plusNanos((long) (random.nextDouble() * config.jitter().toNanos()));
            delayed = true;
        }
    }

    boolean isConfirming() {
        return targets.stream().anyMatch(target -> target.state() == TargetState.CONFIRMING);
    }

    private boolean isRunByAll(Content content) {
        return targets.stream().allMatch(target -> target.isDoneWith(content));
    }

    private boolean act(Content content) {
        if (!content.version().equals(desired)) {
            desired = content.version();
            // The delay before the signal does not count as time in which the app did not confirm.
            desiredSince = isDue(tellAt) ? time.elapsed() : tellAt;
            confirmationSaved = false;
            handledRejection = null;
        }
        targets.stream().filter(target -> !fresh.contains(target)).forEach(target -> target.desire(content));
        String heldBack = rollout.isStuck() ? "is told nothing: the accepted version was rejected too" : null;
        delayed = !isDue(tellAt);
        if (heldBack == null && delayed) {
            heldBack = "is told within " + (tellAt.minus(time.elapsed()).toSeconds() + 1) + " s, after a random delay";
        }
        for (Target target : targets) {
            if (!fresh.contains(target) && target.step(content, history, heldBack)) {
                return true;
            }
            if (heldBack == null && !target.isDoneWith(content)) {
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
        if (!confirmationSaved) {
            rollout.confirmAll(targets.stream().map(Target::name).toList());
            confirmationSaved = true;
        }
        if (targets.stream().anyMatch(Target::isTold)) {
            history.told(content.version());
        } else {
            history.accepted(content.version());
        }
    }

    /// Rolls back if a target rejected the desired version.
    private boolean reject(Content content) throws IOException {
        Target target = targets.stream()
                .filter(each -> each.rejection() != null)
                .findFirst()
                .orElseGet(() -> firstBehind(content));
        String why = rejectionBy(target);
        if (why == null || why.equals(handledRejection)) {
            return false;
        }
        Rollout.Rejection rejection = rollout.reject(target.name(), why);
        handledRejection = why;
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
                .filter(target -> !target.isDoneWith(content))
                .findFirst()
                .orElseThrow();
    }

    /// Why the desired version counts as rejected; null if it does not.
    private @Nullable String rejectionBy(Target target) {
        String rejection = target.rejection();
        Duration limit = config.rollbackAfter();
        if (rejection == null && limit != null && isAwaited() && isDue(desiredSince.plus(limit))) {
            return "not confirmed within " + limit.toSeconds() + " s";
        }
        return rejection;
    }

    /// Whether every target may be told the desired version, and not all have confirmed it.
    private boolean isAwaited() {
        return !confirmationSaved && fresh.isEmpty() && !isRolledBack();
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
                        validationErrors,
                        mount.notes()),
                rollout.publishes()
                        ? new StatusSnapshot.Published(
                                content == null ? null : content.version(), rollout.lastGood(), rollout.isStuck())
                        : null,
                targets.stream().map(this::view).toList(),
                history.view());
    }

    /// A target is in sync only with what is mounted. So no target is while it is not known what is mounted, or
    /// while the
    /// mounted version still has to be published.
    StatusSnapshot.TargetStatus view(Target target) {
        StatusSnapshot.TargetStatus view = target.view();
        if (fresh.contains(target)) {
            return new StatusSnapshot.TargetStatus(
                    view.name(),
                    view.state(),
                    view.running(),
                    "waits for a version that is valid by the new configuration");
        }
        String behind = behind();
        return behind == null || (view.state() != TargetState.IN_SYNC && view.state() != TargetState.TOLD)
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
        if (next != null) {
            return "runs the version before: a newer one is mounted";
        }
        return rollout.desired() == null ? "nothing is published yet as the new configuration says" : null;
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
            return isDesired(mountedVersion())
                    ? "it does not pass the validation any more, but the apps were told of it before"
                    : "it is invalid: the apps keep the version before it";
        }
        if (isStuck()) {
            return "it was rejected, and so was the accepted version: no app is told anything, " + rollout.reason();
        }
        return isRolledBack() ? "it was rejected and rolled back: " + rollout.reason() : null;
    }

    boolean isInvalid() {
        return !validationErrors.isEmpty();
    }

    boolean isRolledBack() {
        String mounted = mountedVersion();
        return mounted != null && mounted.equals(rollout.rejected());
    }

    private @Nullable String mountedVersion() {
        Mount.Latest latest = mount.latest();
        return latest == null ? null : latest.snapshot().version();
    }

    private boolean isDesired(@Nullable String version) {
        Content content = rollout.desired();
        return content != null && content.version().equals(version);
    }

    List<String> notes() {
        return mount.notes();
    }

    boolean isStuck() {
        return rollout.isStuck();
    }
}
