package io.sidecars.configwatcher.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.Change;
import io.sidecars.configwatcher.signal.ProbeResult;
import io.sidecars.configwatcher.signal.Verdict;
import io.sidecars.configwatcher.source.Content;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One target and an app that answers anything at all.
class TargetTest {
    private static final List<Content> VERSIONS = List.of(content("blue"), content("green"), content("red"));

    private final FakeTime time = new FakeTime();

    /// A transition that the diagram does not have throws.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void makesOnlyTheTransitionsOfTheDiagramWhateverTheAppAnswers(boolean canBeProbed) {
        Set<TargetState> seen = EnumSet.noneOf(TargetState.class);
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Target target = target(new AnyAnswer(random, canBeProbed));
            History history = history();
            Content desired = VERSIONS.getFirst();
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(4) == 0) {
                    desired = VERSIONS.get(random.nextInt(VERSIONS.size()));
                }
                if (random.nextInt(20) == 0) {
                    target.retry();
                }
                target.step(desired, history, random.nextInt(8) == 0 ? "waits until another is in sync" : null);
                seen.add(target.view().state());
                time.pass(Duration.ofMillis(random.nextInt(1, 400) * (random.nextInt(10) == 0 ? 1000L : 1L)));
            }
        }

        assertThat(seen).contains(TargetState.WAITING, TargetState.IN_SYNC, TargetState.RETRYING, TargetState.REJECTED);
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
        return new Target("app", app, schedule, _ -> {});
    }

    private History history() {
        History history = new History(time, _ -> {}, _ -> {});
        history.settled(Change.between(null, VERSIONS.getFirst().snapshot()), time.elapsed());
        return history;
    }

    private static Content content(String color) {
        return Content.of(new TreeMap<>(Map.of("color", color.getBytes(UTF_8))), new TreeSet<>());
    }

    private record AnyAnswer(Random random, boolean canBeProbed) implements App {
        @Override
        public Verdict signal(Change change, Content content) {
            return switch (random.nextInt(6)) {
                case 0 -> new Verdict.Rejected(anyVersion(), "422");
                case 1 -> new Verdict.Failed("500", Duration.ofSeconds(random.nextInt(3)), true);
                case 2 -> new Verdict.Failed("no answer", Duration.ZERO, false);
                case 3 -> new Verdict.NotYet("no process");
                default -> new Verdict.Accepted(anyVersion());
            };
        }

        @Override
        public ProbeResult probe() {
            return switch (random.nextInt(5)) {
                case 0 -> new ProbeResult.NoAnswer("no answer");
                case 1 -> new ProbeResult.Unknown("503");
                default -> new ProbeResult.Runs(anyVersion());
            };
        }

        private @Nullable String anyVersion() {
            int index = random.nextInt(VERSIONS.size() + 1);
            return index == VERSIONS.size() ? null : VERSIONS.get(index).version();
        }
    }
}
