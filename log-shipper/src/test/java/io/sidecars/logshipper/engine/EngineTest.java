package io.sidecars.logshipper.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.ConfigFile;
import io.sidecars.logshipper.engine.EngineStatus.FollowedFile;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.sidecars.logshipper.pipeline.PipelineStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The order in which the parts start, reload and drain. Files are real; receivers answer when the test says so.
class EngineTest {
    private final Map<String, HeldSink> sinks = new HashMap<>();
    private final List<Losses.Reason> losses = new ArrayList<>();
    private long nanos = 1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @BeforeEach
    void createLogDirectory() throws IOException {
        Files.createDirectories(directory.resolve("logs"));
    }

    // --- Reload

    @Test
    void aReloadWaitsForTheResponsesToWhatIsInFlight() throws Exception {
        Engine engine = start(outputs("slow"));
        sink("slow").hold();
        append("one");
        settle(engine);
        HeldSink before = sink("slow");
        assertThat(before.lines()).containsExactly("one");

        engine.reload(config(outputs("slow")));
        step(engine);
        assertThat(engine.finished()).isEmpty();
        assertThat(engine.isReloaded()).isFalse();

        before.answer();
        step(engine);
        assertThat(engine.finished()).hasSize(1);
        replaceFinished(engine);
        assertThat(engine.isReloaded()).isTrue();
        assertThat(before.isClosed()).isTrue();
    }

    @Test
    void aSlowOutputDelaysTheReloadOfNoOther() throws Exception {
        Engine engine = start(outputs("quick", "slow"));
        sink("slow").hold();
        append("one");
        settle(engine);
        HeldSink slow = sink("slow");

        engine.reload(config(outputs("quick", "slow")));
        step(engine);
        replaceFinished(engine);
        append("two");
        settle(engine);

        assertThat(sink("quick").lines()).as("its successor").containsExactly("two");
        assertThat(slow.lines()).containsExactly("one");
        assertThat(engine.isReloaded()).isFalse();
    }

    @Test
    void aPipelineThatFinishesSendsNothingMore() throws Exception {
        Engine engine = start(outputs("slow"));
        sink("slow").hold();
        append("one");
        settle(engine);

        engine.reload(config(outputs("slow")));
        append("two");
        settle(engine);

        assertThat(sink("slow").lines()).containsExactly("one");
    }

    @Test
    void aSuccessorBeginsWhereItsPredecessorWasAcknowledged() throws Exception {
        Engine engine = start(outputs("slow"));
        sink("slow").hold();
        append("one");
        settle(engine);
        HeldSink before = sink("slow");
        engine.reload(config(outputs("slow")));
        append("two");

        before.answer();
        step(engine);
        replaceFinished(engine);
        settle(engine);

        assertThat(before.lines()).containsExactly("one");
        assertThat(sink("slow").lines()).containsExactly("two");
    }

    @Test
    void aNewOutputStartsWithTheReloadHoweverSlowTheOthersAre() throws Exception {
        Engine engine = start(outputs("slow"));
        sink("slow").hold();
        append("one");
        settle(engine);

        engine.reload(config(outputs("slow", "new")));
        settle(engine);

        assertThat(sink("new").lines()).containsExactly("one");
        assertThat(engine.isReloaded()).isFalse();
    }

    @Test
    void aRemovedOutputIsClosedAfterItsLastResponse() throws Exception {
        Engine engine = start(outputs("kept", "removed"));
        sink("removed").hold();
        append("one");
        settle(engine);
        HeldSink removed = sink("removed");

        engine.reload(config(outputs("kept")));
        step(engine);
        replaceFinished(engine);
        assertThat(removed.isClosed()).isFalse();
        assertThat(engine.isReloaded()).isFalse();

        removed.answer();
        step(engine);
        replaceFinished(engine);
        assertThat(removed.isClosed()).isTrue();
        assertThat(engine.isReloaded()).isTrue();
        assertThat(engine.pipelines()).extracting(Pipeline::name).containsExactly("kept");
    }

    @Test
    void aSecondReloadDuringTheFirstReplacesEveryPipeline() throws Exception {
        Engine engine = start(outputs("quick", "slow"));
        sink("slow").hold();
        append("one");
        settle(engine);
        HeldSink slow = sink("slow");
        engine.reload(config(outputs("quick", "slow")));
        step(engine);
        replaceFinished(engine);
        HeldSink firstSuccessor = sink("quick");

        engine.reload(config(outputs("quick", "slow")));
        slow.answer();
        step(engine);
        replaceFinished(engine);

        assertThat(engine.isReloaded()).isTrue();
        assertThat(firstSuccessor.isClosed()).isTrue();
        assertThat(slow.isClosed()).isTrue();
    }

    @Test
    void anOutputThatAReloadAddsSkipsPresentContentIfItStartsAtTheEnd() throws Exception {
        Engine engine = start(outputs("first"));
        append("old");
        settle(engine);

        engine.reload(config(outputsAtEnd("first", "second")));
        step(engine);
        replaceFinished(engine);
        append("new");
        settle(engine);

        assertThat(sink("first").lines()).containsExactly("new");
        assertThat(sink("second").lines()).containsExactly("new");
    }

    // --- Drain

    @Test
    void aDrainLooksAtQuietFilesOnceMore() throws Exception {
        Engine engine = start(outputs("out"));
        append("one");
        settle(engine);
        nanos += Duration.ofMinutes(1).toNanos();
        engine.scan();
        append("two");
        engine.scan();
        stepUntilIdle(engine);
        assertThat(sink("out").lines())
                .as("a quiet file is not looked at in each scan")
                .containsExactly("one");

        engine.drain();
        stepUntilIdle(engine);

        assertThat(sink("out").lines()).containsExactly("one", "two");
        assertThat(engine.isDrained()).isTrue();
    }

    @Test
    void aDrainEndsWithTheLastAcknowledgement() throws Exception {
        Engine engine = start(outputs("quick", "slow"));
        append("one");
        sink("slow").hold();

        engine.drain();
        stepUntilIdle(engine);
        assertThat(sink("slow").lines()).containsExactly("one");
        assertThat(engine.isDrained()).isFalse();
        assertThat(engine.status().outputs())
                .extracting(PipelineStatus::state)
                .containsExactly(State.DRAINED, State.SENDING);

        sink("slow").answer();
        stepUntilIdle(engine);
        assertThat(engine.isDrained()).isTrue();
    }

    @Test
    void whatALaterRoundFindsIsDrainedToo() throws Exception {
        Engine engine = start(outputs("out"));
        append("one");
        engine.drain();
        stepUntilIdle(engine);
        assertThat(engine.isDrained()).isTrue();

        append("two");
        engine.drain();
        assertThat(engine.isDrained()).as("before any step").isFalse();
        stepUntilIdle(engine);

        assertThat(engine.isDrained()).isTrue();
        assertThat(sink("out").lines()).containsExactly("one", "two");
    }

    @Test
    void aDrainSendsALastLineThatIsNotTerminated() throws Exception {
        Engine engine = start(outputs("out"));
        Files.writeString(log(), "one\nunfinished");

        engine.drain();
        stepUntilIdle(engine);

        assertThat(sink("out").lines()).containsExactly("one", "unfinished");
        assertThat(engine.isDrained()).isTrue();
    }

    @Test
    void aDrainDuringAReloadIsCompletedByTheSuccessor() throws Exception {
        Engine engine = start(outputs("slow"));
        sink("slow").hold();
        append("one");
        settle(engine);
        HeldSink before = sink("slow");
        engine.reload(config(outputs("slow")));
        append("two");

        engine.drain();
        stepUntilIdle(engine);
        assertThat(engine.isDrained()).isFalse();
        before.answer();
        stepUntilIdle(engine);
        assertThat(engine.isDrained())
                .as("the predecessor has finished, but not drained")
                .isFalse();
        replaceFinished(engine);
        engine.drain();
        stepUntilIdle(engine);

        assertThat(engine.isDrained()).isTrue();
        assertThat(sink("slow").lines()).containsExactly("two");
    }

    @Test
    void whatWasDrainedAndSavedIsNotSentAgainByTheNextRun() throws Exception {
        Engine engine = start(outputs("out"));
        append("one");
        engine.drain();
        stepUntilIdle(engine);
        engine.save();

        Engine next = start(outputs("out"));
        append("two");
        settle(next);

        assertThat(sink("out").lines()).containsExactly("two");
    }

    // --- Start

    @Test
    void aNewOutputThatStartsAtTheEndSkipsPresentContent() throws Exception {
        append("old");
        Engine engine = start(outputsAtEnd("out"));
        settle(engine);
        append("new");
        settle(engine);

        assertThat(sink("out").lines()).containsExactly("new");
    }

    @Test
    void aKnownOutputContinuesAtItsCursorWhateverStartAtSays() throws Exception {
        append("one");
        Engine first = start(outputs("out"));
        settle(first);
        first.save();
        append("two");

        Engine second = start(outputsAtEnd("out"));
        settle(second);

        assertThat(sink("out").lines()).containsExactly("two");
    }

    @Test
    void aDamagedStateStopsTheStartUnlessThePolicySaysOtherwise() throws Exception {
        damageState();

        assertThatThrownBy(() -> start("state: {directory: %s, onDamage: fail}".formatted(state()) + outputs("out")))
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessageContaining("checkpoint.json");
        assertThat(losses).isEmpty();
    }

    @Test
    void aDamagedStateWithEarliestSendsEverythingAgainAndIsCounted() throws Exception {
        damageState();

        Engine engine = start("state: {directory: %s, onDamage: earliest}".formatted(state()) + outputs("out"));
        settle(engine);

        assertThat(sink("out").lines()).containsExactly("old");
        assertThat(losses).containsExactly(Losses.Reason.STATE);
    }

    @Test
    void aDamagedStateWithEndSkipsPresentContentForEveryOutputAndIsCounted() throws Exception {
        damageState();

        Engine engine = start("state: {directory: %s, onDamage: end}".formatted(state()) + outputs("out"));
        settle(engine);
        append("new");
        settle(engine);

        assertThat(sink("out").lines()).containsExactly("new");
        assertThat(losses).containsExactly(Losses.Reason.STATE);
    }

    // --- What an operator sees

    @Test
    void theStatusShowsOutputsAndFiles() throws Exception {
        Engine engine = start(outputs("out"));
        append("one");
        settle(engine);

        EngineStatus status = engine.status();
        assertThat(status.outputs()).extracting(PipelineStatus::name).containsExactly("out");
        assertThat(status.outputs()).extracting(PipelineStatus::state).containsExactly(State.IDLE);
        assertThat(status.outputs()).extracting(PipelineStatus::sentRecords).containsExactly(1L);
        assertThat(status.files()).extracting(FollowedFile::path).containsExactly(log().toString());
        assertThat(status.files()).extracting(FollowedFile::size).containsExactly(4L);
    }

    @Test
    void aReplayConcernsOneOutputOrAll() throws Exception {
        Engine engine = start(outputs("a", "b"));

        assertThat(engine.replay(null)).isEqualTo(Map.of("a", 0, "b", 0));
        assertThat(engine.replay("b")).isEqualTo(Map.of("b", 0));
        assertThat(engine.replay("unknown")).isEmpty();
    }

    @Test
    void anExitIsDueWhenTheFileExists() throws Exception {
        Path marker = directory.resolve("done");
        Engine engine = start("exitWhen: {file: " + marker + "}\n" + outputs("out"));
        assertThat(engine.isExitDue()).isFalse();

        Files.createFile(marker);

        assertThat(engine.isExitDue()).isTrue();
    }

    @Test
    void anExitIsDueWhenNoFileHasGrownForAsLongAsConfigured() throws Exception {
        Engine engine = start("exitWhen: {quiet: 10s}\n" + outputs("out"));
        append("one");
        settle(engine);
        nanos += Duration.ofSeconds(8).toNanos();
        assertThat(engine.isExitDue()).isFalse();

        nanos += Duration.ofSeconds(2).toNanos();

        assertThat(engine.isExitDue()).isTrue();
    }

    @Test
    void anExitIsDueAlsoWhenNothingWasEverLogged() throws Exception {
        Files.createFile(log());
        Engine engine = start("exitWhen: {quiet: 20s}\n" + outputs("out"));
        settle(engine);
        nanos += Duration.ofSeconds(14).toNanos();
        settle(engine);
        assertThat(engine.isExitDue()).isFalse();

        nanos += Duration.ofSeconds(2).toNanos();

        assertThat(engine.isExitDue()).isTrue();
    }

    @Test
    void whatWasLoggedCountsAfterItsFileIsGone() throws Exception {
        Engine engine = start("exitWhen: {quiet: 30s}\n" + outputs("out"));
        nanos += Duration.ofSeconds(25).toNanos();
        append("one");
        settle(engine);
        Files.delete(log());
        settle(engine);
        nanos += Duration.ofSeconds(15).toNanos();
        settle(engine);
        assertThat(engine.status().files()).as("closed").isEmpty();
        assertThat(engine.isExitDue()).isFalse();

        nanos += Duration.ofSeconds(11).toNanos();

        assertThat(engine.isExitDue()).isTrue();
    }

    private Engine start(String yaml) throws IOException, DamagedCheckpointException {
        return Engine.start(
                config(yaml),
                new Environment(
                        (output, _) -> {
                            HeldSink sink = new HeldSink();
                            sinks.put(output.name(), sink);
                            return sink;
                        },
                        new Losses() {
                            @Override
                            public void lost(String output, Reason reason, long bytes, String path, long from) {
                                losses.add(reason);
                            }

                            @Override
                            public void unknown(Reason reason, String path) {
                                losses.add(reason);
                            }
                        },
                        new SimpleMeterRegistry(),
                        () -> Instant.EPOCH.plusNanos(nanos),
                        () -> nanos,
                        new Random(1),
                        100,
                        _ -> {}));
    }

    private Config config(String yaml) throws IOException {
        String state = yaml.contains("state:") ? "" : "state: {directory: " + state() + "}\n";
        Path file = Files.writeString(
                directory.resolve("config.yaml"),
                "inputs: [{include: " + directory.resolve("logs") + "/*.log}]\n" + state + yaml);
        return new ConfigFile(file, Map.of(), Set.of()).read();
    }

    private static String outputs(String... names) {
        return outputs("beginning", names);
    }

    private static String outputsAtEnd(String... names) {
        return outputs("end", names);
    }

    private static String outputs(String startAt, String[] names) {
        StringBuilder yaml = new StringBuilder("\noutputs:\n");
        for (String name : names) {
            yaml.append("  - {name: %s, type: http, url: 'http://127.0.0.1:1/', startAt: %s, batch: {linger: 10ms}}\n"
                    .formatted(name, startAt));
        }
        return yaml.toString();
    }

    private void damageState() throws IOException, DamagedCheckpointException {
        append("old");
        Engine earlier = start(outputs("out"));
        settle(earlier);
        earlier.save();
        Files.writeString(state().resolve("checkpoint.json"), "damaged");
        Files.deleteIfExists(state().resolve("checkpoint.previous.json"));
        losses.clear();
    }

    private Path state() {
        return directory.resolve("state");
    }

    private Path log() {
        return directory.resolve("logs/app.log");
    }

    private void append(String line) throws IOException {
        Files.writeString(log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// The sink that was made last for this output.
    private HeldSink sink(String output) {
        return requireNonNull(sinks.get(output));
    }

    /// Time passes, so that files are looked at again and batches do not wait for more records.
    private void settle(Engine engine) {
        for (int i = 0; i < 2; i++) {
            nanos += Duration.ofSeconds(1).toNanos();
            engine.scan();
            stepUntilIdle(engine);
        }
    }

    private static void step(Engine engine) {
        engine.pipelines().forEach(Pipeline::step);
    }

    private static void stepUntilIdle(Engine engine) {
        boolean worked;
        do {
            worked = false;
            for (Pipeline pipeline : engine.pipelines()) {
                worked |= pipeline.step();
            }
        } while (worked);
    }

    private static void replaceFinished(Engine engine) {
        engine.finished().forEach(engine::replace);
    }
}
