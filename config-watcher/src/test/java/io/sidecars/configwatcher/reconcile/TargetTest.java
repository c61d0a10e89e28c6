package io.sidecars.configwatcher.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.Contents;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.FileSelection;
import io.sidecars.configwatcher.reconcile.StatusSnapshot.TargetStatus;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.signal.Verdict;
import io.sidecars.configwatcher.source.Content;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One target and an app that answers anything at all.
class TargetTest {
    private static final Content BLUE = content("blue");
    private static final Content GREEN = content("green");
    private static final List<Content> VERSIONS = List.of(BLUE, GREEN, content("red"));

    private final FakeTime time = new FakeTime();

    private final Map<TargetState, Set<TargetState>> made = new EnumMap<>(TargetState.class);
    private TargetState last = TargetState.WAITING;

    /// A transition that the diagram does not have throws.
    @Test
    void makesEveryTransitionOfTheDiagramAndNoOtherWhateverTheAppAnswers() {
        for (int seed = 0; seed < 300; seed++) {
            walk(new Random(seed), seed % 3 > 0, seed % 3 == 2);
        }

        for (TargetState state : TargetState.values()) {
            assertThat(made.getOrDefault(state, Set.of())).as("after " + state).isEqualTo(state.next());
        }
    }

    /// @param onlyTold whether nothing reports what the app runs, as after a Unix signal
    private void walk(Random random, boolean canBeProbed, boolean onlyTold) {
        AnyAnswer app = new AnyAnswer(random, canBeProbed, onlyTold);
        Target target = target(app);
        app.signalled = () -> made(target.state());
        last = target.state();
        History history = history();
        Content desired = VERSIONS.getFirst();
        for (int i = 0; i < 200; i++) {
            if (random.nextInt(4) == 0) {
                desired = VERSIONS.get(random.nextInt(VERSIONS.size()));
            }
            target.desire(desired);
            made(target.state());
            if (random.nextInt(20) == 0) {
                target.retry();
                made(target.state());
            }
            target.step(desired, history, random.nextInt(8) == 0 ? "waits until another is in sync" : null);
            made(target.state());
            time.pass(Duration.ofMillis(random.nextInt(1, 400) * (random.nextInt(10) == 0 ? 1000L : 1L)));
        }
    }

    private void made(TargetState next) {
        if (next != last) {
            made.computeIfAbsent(last, _ -> EnumSet.noneOf(TargetState.class)).add(next);
            last = next;
        }
    }

    @Test
    void anAppThatCannotBeAskedIsUnknownAfterARejectionAndIsToldEvenTheVersionThatItRanBefore() {
        ScriptedApp app = new ScriptedApp(false);
        Target target = target(app);
        step(target, BLUE);
        app.verdicts.add(new Verdict.Rejected(null, "500 half of it was applied"));
        step(target, GREEN);
        assertThat(target.view())
                .isEqualTo(new TargetStatus("app", TargetState.REJECTED, null, "500 half of it was applied"));

        target.desire(BLUE);
        assertThat(target.view().state()).isEqualTo(TargetState.UNKNOWN);
        assertThat(target.isInSync()).isFalse();

        step(target, BLUE);
        assertThat(app.signals).hasSize(3);
        assertThat(app.signals.getLast().previous()).isNull();
        assertThat(target.view()).isEqualTo(new TargetStatus("app", TargetState.IN_SYNC, BLUE.version(), ""));
    }

    @Test
    void aRejectionThatNamesTheVersionThatRunsLeavesNothingUnknown() {
        ScriptedApp app = new ScriptedApp(false);
        Target target = target(app);
        step(target, BLUE);
        app.verdicts.add(new Verdict.Rejected(BLUE.version(), "422 no such color"));
        step(target, GREEN);

        target.desire(BLUE);

        assertThat(target.state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(app.signals).hasSize(2);
    }

    /// A status that fails is no evidence that the app runs what it ran before the rejection.
    @Test
    void anUnknownAppWhoseStatusFailsIsTold() {
        ScriptedApp app = new ScriptedApp(true);
        Target target = target(app);
        app.runs(BLUE);
        step(target, BLUE);
        app.verdicts.add(new Verdict.Rejected(null, "500"));
        app.probes.add(new ProbeResult.NoAnswer("no answer"));
        step(target, GREEN);
        target.desire(BLUE);
        assertThat(target.state()).isEqualTo(TargetState.UNKNOWN);

        app.probes.add(new ProbeResult.Unknown("its status endpoint answers 503"));
        target.step(BLUE, history(), null);
        assertThat(target.state()).isEqualTo(TargetState.WAITING);
        step(target, BLUE);

        assertThat(app.signals).last().extracting(Change::version).isEqualTo(BLUE.version());
        assertThat(target.state()).isEqualTo(TargetState.IN_SYNC);
    }

    @Test
    void anUnknownAppThatDoesNotAnswerIsAskedAgain() {
        ScriptedApp app = new ScriptedApp(true);
        Target target = target(app);
        app.runs(BLUE);
        step(target, BLUE);
        app.verdicts.add(new Verdict.Rejected(null, "500"));
        app.probes.add(new ProbeResult.NoAnswer("no answer"));
        step(target, GREEN);
        target.desire(BLUE);
        app.probes.add(new ProbeResult.NoAnswer("no answer"));
        step(target, BLUE);
        assertThat(target.state()).isEqualTo(TargetState.RETRYING);

        time.pass(Duration.ofSeconds(5));
        step(target, BLUE);

        assertThat(target.state()).isEqualTo(TargetState.IN_SYNC);
        assertThat(app.signals).hasSize(1);
    }

    private void step(Target target, Content desired) {
        target.desire(desired);
        while (target.step(desired, history(), null)) {
            // until nothing more is due
        }
    }

    @Test
    void aTargetThatIsHeldBackShowsItsOwnStateAgainAfterwards() {
        Target target = target(new App() {
            @Override
            public boolean canBeProbed() {
                return false;
            }

            @Override
            public Verdict signal(Change change, Content content) {
                return new Verdict.Rejected(null, "422 no such color");
            }

            @Override
            public ProbeResult probe() {
                throw new AssertionError("an app without a status is never asked");
            }
        });
        History history = history();
        target.desire(VERSIONS.getFirst());
        target.step(VERSIONS.getFirst(), history, null);

        target.step(VERSIONS.getFirst(), history, "waits until another is in sync");
        assertThat(target.view().state()).isEqualTo(TargetState.WAITING);
        assertThat(target.view().message()).isEqualTo("waits until another is in sync");

        target.step(VERSIONS.getFirst(), history, null);
        assertThat(target.view().state()).isEqualTo(TargetState.REJECTED);
        assertThat(target.view().message()).isEqualTo("422 no such color");
    }

    private Target target(App app) {
        Backoff backoff = new Backoff(new Config.Retry(Duration.ofMillis(250), Duration.ofSeconds(30)), () -> -1L);
        TargetSchedule schedule = new TargetSchedule(time, backoff, Duration.ofSeconds(2), Duration.ofSeconds(5));
        return new Target("app", new FileSelection(List.of(), List.of("*")), app, schedule, _ -> {});
    }

    private History history() {
        History history = new History(time, _ -> {}, _ -> {});
        history.settled(Change.between(null, VERSIONS.getFirst().snapshot()), time.elapsed());
        return history;
    }

    private static Content content(String color) {
        return Contents.of(new TreeMap<>(Map.of("color", color.getBytes(UTF_8))), new TreeSet<>());
    }

    /// Accepts every signal and reports what it runs, except for scripted answers.
    private static final class ScriptedApp implements App {
        final Queue<Verdict> verdicts = new ArrayDeque<>();
        final Queue<ProbeResult> probes = new ArrayDeque<>();
        final List<Change> signals = new ArrayList<>();
        private final boolean canBeProbed;
        private @Nullable String running;

        ScriptedApp(boolean canBeProbed) {
            this.canBeProbed = canBeProbed;
        }

        void runs(Content content) {
            running = content.version();
        }

        @Override
        public boolean canBeProbed() {
            return canBeProbed;
        }

        @Override
        public Verdict signal(Change change, Content content) {
            signals.add(change);
            Verdict scripted = verdicts.poll();
            if (scripted != null) {
                return scripted;
            }
            running = change.version();
            return new Verdict.Accepted(null);
        }

        @Override
        public ProbeResult probe() {
            ProbeResult scripted = probes.poll();
            return scripted == null ? new ProbeResult.Runs(running) : scripted;
        }
    }

    private static final class AnyAnswer implements App {
        private final Random random;
        private final boolean canBeProbed;
        private final boolean onlyTold;
        private Runnable signalled = () -> {};

        AnyAnswer(Random random, boolean canBeProbed, boolean onlyTold) {
            this.random = random;
            this.canBeProbed = canBeProbed;
            this.onlyTold = onlyTold;
        }

        @Override
        public boolean canBeProbed() {
            return canBeProbed;
        }

        @Override
        public Verdict signal(Change change, Content content) {
            signalled.run();
            return switch (random.nextInt(7)) {
                case 6 -> new Verdict.Refused("check: exit code 1");
                case 0 ->
                    onlyTold ? new Verdict.Refused("check: exit code 1") : new Verdict.Rejected(anyVersion(), "422");
                case 1 -> new Verdict.Failed("500", Duration.ofSeconds(random.nextInt(3)), true);
                case 2 -> new Verdict.Failed("no answer", Duration.ZERO, false);
                case 3 -> new Verdict.NotYet("no process");
                default -> new Verdict.Accepted(onlyTold ? null : anyVersion());
            };
        }

        @Override
        public ProbeResult probe() {
            String version = anyVersion();
            return switch (random.nextInt(5)) {
                case 0 -> new ProbeResult.NoAnswer("no answer");
                case 1 -> new ProbeResult.Unknown("503");
                default -> onlyTold && version != null ? new ProbeResult.Told(version) : new ProbeResult.Runs(version);
            };
        }

        private @Nullable String anyVersion() {
            int index = random.nextInt(VERSIONS.size() + 1);
            return index == VERSIONS.size() ? null : VERSIONS.get(index).version();
        }
    }
}
