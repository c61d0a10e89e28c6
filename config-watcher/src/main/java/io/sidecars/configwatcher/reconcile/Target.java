package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.FileSelection;
import io.sidecars.configwatcher.reconcile.StatusSnapshot.TargetStatus;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.signal.Verdict;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.Snapshot;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One app: its state and the next exchange with it. An app that can be asked is asked before it is told
/// whenever the version that it runs is not known: at the start; after every failure, because a signal without
/// an answer may have worked; and after a rejection, because the app may have applied a part of the version.
final class Target {
    private static final Logger log = LoggerFactory.getLogger(Target.class);

    private final String name;
    private final Part part;
    private final App app;
    private final TargetSchedule schedule;
    private final Consumer<SignalOutcome> outcomes;

    private TargetState state = TargetState.WAITING;
    /// Why the target is in this state. For a rejected target: the reason that the app gave.
    private String message = "nothing is mounted yet";
    private @Nullable String heldBack;
    private @Nullable Snapshot desired;
    private @Nullable Snapshot confirmed;
    /// What the status has still to confirm; null unless confirming.
    private @Nullable Snapshot pending;
    private RunningVersion running = RunningVersion.UNKNOWN;
    /// Whether the app has rejected the desired version and not accepted it since, also while it is told again.
    private volatile boolean rejecting;
    /// Whether the app has answered since it was last found missing.
    private boolean answered;
    private String logged = "";
    /// How much of the version concerns the app; empty if all of it does.
    private String share = "";
    private volatile TargetStatus view;

    /// @param files those that concern the app
    /// @param outcomes receives the outcome of each signal
    Target(String name, FileSelection files, App app, TargetSchedule schedule, Consumer<SignalOutcome> outcomes) {
        this.name = name;
        this.part = new Part(files);
        this.app = app;
        this.schedule = schedule;
        this.outcomes = outcomes;
        this.view = new TargetStatus(name, state, null, message);
    }

    String name() {
        return name;
    }

    TargetState state() {
        return state;
    }

    boolean isInSync() {
        return state == TargetState.IN_SYNC;
    }

    /// Whether nothing more can be done for this version: the app confirmed it, or was told and nothing confirms it.
    boolean isDoneWith(Content content) {
        return (isInSync() || isTold())
                && desired != null
                && desired.version().equals(part.of(content).version());
    }

    boolean isTold() {
        return state == TargetState.TOLD;
    }

    /// What `/status` shows. From any thread.
    TargetStatus view() {
        return view;
    }

    /// Why the app rejected the desired version; null if it did not.
    @Nullable
    String rejection() {
        return state == TargetState.REJECTED ? message : null;
    }

    /// Whether the app's last verdict on the desired version is a rejection. From any thread.
    boolean hasRejected() {
        return rejecting;
    }

    /// Lets a rejected version be told again now.
    void retry() {
        schedule.signalNow();
        if (state == TargetState.REJECTED) {
            leaveRejection("is told once more");
        }
    }

    /// Does at most one exchange.
    ///
    /// @param content the version that [#desire] was called with last
    /// @param reason why the app must not be told now; null if it may be told
    /// @return whether there was an exchange
    boolean step(Content content, History history, @Nullable String reason) {
        heldBack = reason;
        Content own = part.of(content);
        Snapshot wanted = own.snapshot();
        boolean exchanged = switch (state) {
            case WAITING, RETRYING, REJECTED, UNKNOWN -> signalIfDue(own, history) || probeIfDue(wanted);
            case CONFIRMING, IN_SYNC, TOLD -> probeIfDue(wanted);
            case SIGNALLING -> false; // never seen here: the step that sends a signal also waits for its end
        };
        show();
        return exchanged;
    }

    /// Sets the version that the app shall run: the part that concerns it.
    void desire(Content content) {
        Content own = part.of(content);
        share = own.isWhole()
                ? ""
                : "has " + own.files().size() + " of " + content.files().size() + " files";
        desire(own.snapshot());
    }

    private void desire(Snapshot wanted) {
        if (desired != null && desired.version().equals(wanted.version())) {
            return;
        }
        desired = wanted;
        rejecting = false;
        schedule.newVersion();
        switch (state) {
            case IN_SYNC, TOLD -> become(TargetState.WAITING, "");
            case REJECTED -> leaveRejection("it rejected the version before, and may have applied a part of it");
            case WAITING, SIGNALLING, CONFIRMING, RETRYING, UNKNOWN -> {}
        }
        if (state == TargetState.CONFIRMING) {
            return; // a signal that was accepted is not interrupted
        }
        if (running.is(wanted)) {
            confirm(wanted);
        } else if (!running.isKnown()) {
            schedule.probeAsSoonAsAllowed();
        }
    }

    private void leaveRejection(String why) {
        become(running.isKnown() ? TargetState.WAITING : TargetState.UNKNOWN, why);
    }

    private boolean probeIfDue(Snapshot wanted) {
        if (!app.canBeProbed() || !schedule.mayProbe()) {
            return false;
        }
        switch (app.probe()) {
            case ProbeResult.Runs(String version, String why) -> heard(version, why, wanted);
            case ProbeResult.Unknown(String why) -> {
                answered = true;
                if (state == TargetState.CONFIRMING || running.maybe(wanted)) {
                    silent(why);
                } else {
                    heard(null, why, wanted);
                }
            }
            case ProbeResult.Told(String version) -> heardTold(version, wanted);
            case ProbeResult.NoAnswer(String why) -> silent(why);
        }
        return true;
    }

    /// @param why what it says if it names no version
    private void heard(@Nullable String version, String why, Snapshot wanted) {
        answered = true;
        running = RunningVersion.known(version);
        schedule.answered();
        if (running.is(wanted)) {
            confirm(wanted);
            return;
        }
        String says = version == null ? why : "it runs " + version;
        switch (state) {
            case CONFIRMING -> {
                if (pending != null && running.is(pending)) {
                    confirm(pending);
                } else {
                    keepConfirming(says);
                }
            }
            case IN_SYNC, TOLD -> {
                schedule.lostSync();
                enter(TargetState.RETRYING, (isTold() ? "it was told" : "it was in sync") + ", and now " + says);
            }
            case UNKNOWN -> become(TargetState.WAITING, says);
            case WAITING, SIGNALLING, RETRYING -> message = says;
            case REJECTED -> {} // the reason stays
        }
    }

    /// Nothing says what the app made of the signal, so this confirms nothing.
    private void heardTold(String version, Snapshot wanted) {
        if (!version.equals(wanted.version()) && (pending == null || !version.equals(pending.version()))) {
            heard(null, "it was told " + version, wanted);
            return;
        }
        answered = true;
        schedule.answered();
        if (state == TargetState.REJECTED) {
            return; // that the process was told does not take a rejection back
        }
        pending = null;
        running = RunningVersion.known(null);
        schedule.confirmed();
        if (!version.equals(wanted.version())) {
            become(TargetState.WAITING, ""); // a newer version arrived meanwhile
            return;
        }
        if (isTold()) {
            schedule.stayedInSync();
        } else {
            schedule.becameInSync();
        }
        enter(TargetState.TOLD, "nothing reports what it runs: see the setting status");
    }

    private void silent(String why) {
        running = running.assumed();
        switch (state) {
            case CONFIRMING -> keepConfirming(why);
            case WAITING, SIGNALLING, IN_SYNC, TOLD, RETRYING, UNKNOWN -> {
                schedule.unanswered();
                enter(unreached(), why);
            }
            case REJECTED -> schedule.unanswered(); // silence does not take a rejection back
        }
    }

    private void keepConfirming(String why) {
        if (schedule.isConfirmationOverdue()) {
            running = running.unconfirmed();
            schedule.failed();
            fail("it accepted, but " + why);
        } else {
            schedule.keepConfirming();
        }
    }

    private boolean signalIfDue(Content content, History history) {
        boolean maySignal = heldBack == null && (running.isKnown() || !app.canBeProbed());
        if (!maySignal || !schedule.maySignal()) {
            return false;
        }
        Snapshot wanted = content.snapshot();
        become(TargetState.SIGNALLING, "");
        history.signalled(content.whole().version());
        Snapshot previous = running.is(confirmed) ? confirmed : null;
        switch (app.signal(Change.between(previous, wanted), content)) {
            case Verdict.Accepted(String version) -> accepted(version, wanted);
            case Verdict.Rejected(String version, String why) -> {
                rejected(version, why, wanted);
                history.rejected(content.whole().version(), name + ": " + why);
            }
            case Verdict.Refused(String why) -> {
                outcomes.accept(SignalOutcome.REJECTED);
                rejecting = true;
                schedule.rejected();
                enter(TargetState.REJECTED, why);
                history.rejected(content.whole().version(), name + ": " + why);
            }
            case Verdict.Failed(String why, var wait, boolean any) -> {
                outcomes.accept(SignalOutcome.FAILED);
                answered |= any;
                running = running.unconfirmed();
                schedule.failed(wait);
                fail(why);
            }
            case Verdict.NotYet(String why) -> {
                answered = false;
                running = running.assumed();
                schedule.failed();
                fail(why);
            }
        }
        return true;
    }

    private void accepted(@Nullable String version, Snapshot wanted) {
        outcomes.accept(SignalOutcome.ACCEPTED);
        rejecting = false;
        answered = true;
        if (app.canBeProbed()) {
            pending = wanted;
            running = running.unconfirmed();
            schedule.startConfirming();
            become(TargetState.CONFIRMING, "");
        } else if (version == null || version.equals(wanted.version())) {
            confirm(wanted);
        } else {
            running = RunningVersion.known(version);
            schedule.failed();
            fail("it accepted, but says that it runs " + version);
        }
    }

    private void rejected(@Nullable String version, String why, Snapshot wanted) {
        outcomes.accept(SignalOutcome.REJECTED);
        rejecting = true;
        answered = true;
        boolean saysWhatItRuns = version != null && !version.equals(wanted.version());
        running = saysWhatItRuns ? RunningVersion.known(version) : RunningVersion.UNKNOWN;
        schedule.rejected();
        enter(TargetState.REJECTED, why);
    }

    private void confirm(Snapshot snapshot) {
        running = RunningVersion.known(snapshot.version());
        confirmed = snapshot;
        rejecting = false;
        pending = null;
        schedule.confirmed();
        if (desired != null && !snapshot.version().equals(desired.version())) {
            become(TargetState.WAITING, ""); // a newer version arrived meanwhile
            return;
        }
        if (state == TargetState.IN_SYNC) {
            schedule.stayedInSync();
        } else {
            schedule.becameInSync();
        }
        enter(TargetState.IN_SYNC, "");
    }

    private void fail(String why) {
        pending = null;
        enter(unreached(), why);
    }

    private TargetState unreached() {
        return answered ? TargetState.RETRYING : TargetState.WAITING;
    }

    /// Also logs the state if it is news: an outage is one line, not one for each attempt.
    private void enter(TargetState next, String why) {
        become(next, why);
        String news = next + " " + (desired == null ? "" : desired.version());
        if (!news.equals(logged)) {
            logged = news;
            (next == TargetState.RETRYING || next == TargetState.REJECTED ? log.atWarn() : log.atInfo())
                    .addKeyValue("target", name)
                    .addKeyValue("state", next.text())
                    .addKeyValue("running", running.version())
                    .addKeyValue("message", why)
                    .log("target changed state");
        }
    }

    private void become(TargetState next, String why) {
        if (next != state && !state.next().contains(next)) {
            throw new IllegalStateException("target " + name + " cannot become " + next + " after " + state);
        }
        state = next;
        message = why;
        show();
    }

    /// A target that is held back is shown as waiting, whatever its own state is.
    private void show() {
        view = heldBack != null && !isInSync() && !isTold()
                ? new TargetStatus(name, TargetState.WAITING, running.version(), heldBack)
                : new TargetStatus(name, state, running.version(), withNote(message.isEmpty() ? share : message));
    }

    private String withNote(String text) {
        String note = app.note();
        return note == null ? text : text.isEmpty() ? note : text + "; " + note;
    }
}
