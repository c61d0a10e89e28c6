package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.signal.Verdict;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Snapshot;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One app: what is known of it, and what to do next. An app with a status is asked before it is told whenever what
/// it runs is not known: at the start, and after every failure, because a signal without an answer may have worked.
final class Target {
    private static final Logger log = LoggerFactory.getLogger(Target.class);
    private static final Duration RETRY_REJECTED = Duration.ofMinutes(5);
    /// An app that goes back sooner than this after it was in sync is told with a growing back-off.
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final Duration ASK_A_PROCESS = Duration.ofSeconds(5);
    private static final Duration ASK_WHILE_CONFIRMING = Duration.ofMillis(500);

    enum State {
        WAITING,
        SIGNALLING,
        CONFIRMING,
        IN_SYNC,
        RETRYING,
        REJECTED
    }

    /// A signal that was accepted and that the status has still to confirm.
    private record Accepted(Snapshot snapshot, Duration deadline) {}

    private final String name;
    private final App app;
    private final Backoff backoff;
    private final Time time;
    private final Consumer<String> outcomes;
    private final Duration timeout;
    private final Duration interval;

    private @Nullable Snapshot desired;
    private @Nullable Snapshot confirmed;
    private @Nullable Accepted accepted;
    private @Nullable String running;
    private boolean known;
    private boolean answered;
    private Duration nextAsk = Duration.ZERO;
    private Duration nextAttempt = Duration.ZERO;
    private Duration notBefore = Duration.ZERO;
    private Duration inSyncSince = Duration.ZERO;
    private String reported = "";
    private volatile State state = State.WAITING;
    private volatile StatusSnapshot.Target view;

    /// @param outcomes told `accepted`, `rejected` or `failed` for each signal
    Target(
            TargetConfig config,
            App app,
            Backoff backoff,
            Time time,
            Consumer<String> outcomes) {
        this.name = config.name();
        this.app = app;
        this.backoff = backoff;
        this.time = time;
        this.outcomes = outcomes;
        StatusEndpoint status = config.status();
        this.timeout = config.signal().timeout();
        this.interval = status == null ? ASK_A_PROCESS : status.interval();
        this.view = new StatusSnapshot.Target(name, "waiting", null, "nothing is mounted yet");
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    StatusSnapshot.Target view() {
        return view;
    }

    /// Why it does not want the version that is desired; null if it has not said so.
    @Nullable
    String rejection() {
        return state == State.REJECTED ? view.message() : null;
    }

    /// Tells it again now whatever it has rejected.
    void retry() {
        nextAttempt = Duration.ZERO;
        if (state == State.REJECTED) {
            show(State.WAITING, "is told once more");
        }
    }

    /// Does at most one exchange.
    ///
    /// @param heldBack why it must not be told now; null if it may
    /// @return whether it did one
    boolean step(Content content, History history, @Nullable String heldBack) {
        Snapshot wanted = content.snapshot();
        desire(wanted);
        Duration now = time.elapsed();
        boolean inFlight = accepted != null;
        if (isRunning(wanted) && state != State.IN_SYNC) {
            confirm(wanted);
        }
        boolean mayTell = heldBack == null && !inFlight && (known || !app.canBeProbed());
        if (mayTell && !isRunning(wanted) && isDue(nextAttempt, now)) {
            tell(content, history);
            return true;
        }
        boolean asks = app.canBeProbed() && isDue(nextAsk, now);
        if (asks) {
            ask(wanted);
        }
        if (heldBack != null && !isRunning(wanted)) {
            show(State.WAITING, heldBack);
        }
        return asks;
    }

    private void desire(Snapshot wanted) {
        Snapshot before = desired;
        if (before == null || !before.version().equals(wanted.version())) {
            desired = wanted;
            backoff.reset();
            nextAttempt = notBefore; // what an app asked for outlives the version
            if (state == State.REJECTED) {
                show(State.WAITING, "");
            }
            if (!known && accepted == null) {
                nextAsk = notBefore;
            }
        }
    }

    /// Whether the app is known to run this.
    private boolean isRunning(Snapshot snapshot) {
        return known && accepted == null && snapshot.version().equals(running);
    }

    private void ask(Snapshot wanted) {
        switch (app.probe()) {
            case ProbeResult.Runs(String version) -> heard(version, wanted);
            case ProbeResult.Unknown(String why) -> {
                answered = true;
                if (confirmed != null && confirmed.version().equals(wanted.version())) {
                    silent(why); // no evidence that it runs anything else
                } else {
                    heard(null, wanted);
                }
            }
            case ProbeResult.NoAnswer(String why) -> silent(why);
        }
    }

    private void silent(String why) {
        known = false;
        if (accepted != null) {
            askAgain(accepted, why);
            return;
        }
        nextAsk = time.elapsed().plus(shorter(backoff.next(), interval));
        if (state != State.REJECTED) { // silence does not take a rejection back
            enter(answered ? State.RETRYING : State.WAITING, why);
        }
    }

    private void heard(@Nullable String version, Snapshot wanted) {
        boolean wasInSync = isRunning(wanted);
        answered = true;
        known = true;
        running = version;
        nextAsk = time.elapsed().plus(interval);
        String says = version == null ? "its status names no version" : "it runs " + version;
        if (wanted.version().equals(version)) {
            confirm(wanted);
        } else if (accepted != null && accepted.snapshot().version().equals(version)) {
            confirm(accepted.snapshot());
        } else if (accepted != null) {
            askAgain(accepted, says);
        } else if (wasInSync) {
            Duration now = time.elapsed();
            nextAttempt = isSteady(now) ? now : now.plus(backoff.next());
            enter(State.RETRYING, "it was in sync, and now " + says);
        } else {
            show(state, state == State.REJECTED ? view.message() : says);
        }
    }

    private void askAgain(Accepted waiting, String why) {
        Duration now = time.elapsed();
        if (isDue(waiting.deadline(), now)) {
            accepted = null;
            fail("it accepted, but " + why, backoff.next());
        } else {
            nextAsk = now.plus(shorter(ASK_WHILE_CONFIRMING, interval));
        }
    }

    private void tell(Content content, History history) {
        Snapshot wanted = content.snapshot();
        show(State.SIGNALLING, "");
        history.signalled();
        boolean runsConfirmed = confirmed != null && isRunning(confirmed);
        Verdict verdict = app.signal(Change.between(runsConfirmed ? confirmed : null, wanted), content);
        Duration now = time.elapsed();
        switch (verdict) {
            case Verdict.Accepted(String version) -> {
                outcomes.accept("accepted");
                answered = true;
                if (app.canBeProbed()) {
                    accepted = new Accepted(wanted, now.plus(timeout));
                    nextAsk = now;
                    show(State.CONFIRMING, "");
                } else if (version == null || version.equals(wanted.version())) {
                    confirm(wanted);
                } else {
                    running = version;
                    fail("it accepted, but says that it runs " + version, backoff.next());
                }
            }
            case Verdict.Rejected(String version, String why) -> {
                outcomes.accept("rejected");
                answered = true;
                if (version != null && !version.equals(wanted.version())) {
                    running = version;
                    known = true;
                }
                nextAttempt = now.plus(RETRY_REJECTED);
                enter(State.REJECTED, why);
                history.rejected(name + ": " + why);
            }
            case Verdict.Failed(String why, Duration wait, boolean any) -> {
                outcomes.accept("failed");
                answered |= any;
                notBefore = now.plus(wait);
                fail(why, longer(backoff.next(), wait));
            }
            case Verdict.NotYet(String why) -> {
                answered = false;
                fail(why, backoff.next());
            }
        }
    }

    private void confirm(Snapshot snapshot) {
        running = snapshot.version();
        known = true;
        confirmed = snapshot;
        accepted = null;
        notBefore = Duration.ZERO;
        nextAttempt = Duration.ZERO;
        boolean newest = desired == null || snapshot.version().equals(desired.version());
        if (newest) {
            Duration now = time.elapsed();
            if (state != State.IN_SYNC) {
                inSyncSince = now;
            } else if (isSteady(now)) {
                backoff.reset();
            }
            enter(State.IN_SYNC, "");
        } else {
            show(State.SIGNALLING, "");
        }
    }

    private boolean isSteady(Duration now) {
        return isDue(inSyncSince.plus(STEADY), now);
    }

    private void fail(String why, Duration delay) {
        known = false;
        nextAttempt = time.elapsed().plus(delay);
        nextAsk = nextAttempt;
        enter(answered ? State.RETRYING : State.WAITING, why);
    }

    /// Logs what is new, so an outage is one line, not one for each attempt.
    private void enter(State next, String message) {
        show(next, message);
        String news = next + " " + (desired == null ? "" : desired.version());
        if (!news.equals(reported)) {
            reported = news;
            (next == State.RETRYING || next == State.REJECTED ? log.atWarn() : log.atInfo())
                    .addKeyValue("target", name)
                    .addKeyValue("state", view.state())
                    .addKeyValue("running", running)
                    .addKeyValue("message", message)
                    .log("target has a new state");
        }
    }

    private void show(State next, String message) {
        state = next;
        view = new StatusSnapshot.Target(name, next.name().toLowerCase(Locale.ROOT), running, message);
    }

    private static boolean isDue(Duration moment, Duration now) {
        return now.compareTo(moment) >= 0;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
