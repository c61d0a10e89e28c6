package io.sidecars.logshipper.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTest {
    @TempDir
    Path directory;

    private Path source;
    private Path target;

    @BeforeEach
    void write() throws IOException {
        target = directory.resolve("target");
        source = Files.writeString(directory.resolve("source"), "one");
    }

    @Test
    void aChangedSourceIsCopied() throws IOException {
        Step step = step();
        assertThat(step.step()).isTrue();
        assertThat(target).hasContent("one");

        Files.writeString(source, "two");

        assertThat(step.step()).isTrue();
        assertThat(target).hasContent("two");
    }

    @Test
    void anUnchangedSourceIsNotCopiedAgainNotEvenAfterARestart() throws IOException {
        step().step();
        Files.delete(target);

        assertThat(step().step()).isFalse();
        assertThat(target).doesNotExist();
    }

    @Test
    void afterACrashBetweenActingAndRememberingItActsAgain() throws IOException {
        step().step();
        Files.delete(directory.resolve("state"));

        assertThat(step().step()).isTrue();
        assertThat(target).hasContent("one");
    }

    @Test
    void aFailureIsReportedUntilAStepSucceeds() throws IOException {
        Step step = step();
        Files.delete(source);
        assertThat(step.step()).isFalse();
        assertThat(step.works()).isFalse();
        assertThat(step.status()).contains(source.toString());

        Files.writeString(source, "back");

        assertThat(step.step()).isTrue();
        assertThat(step.works()).isTrue();
    }

    private Step step() {
        Config config = new Config(source, target, directory.resolve("state"), Duration.ZERO);
        return new Step(config, new SimpleMeterRegistry());
    }
}
