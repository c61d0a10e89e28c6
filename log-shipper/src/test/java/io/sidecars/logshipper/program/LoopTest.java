package io.sidecars.logshipper.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private @Nullable Loop loop;

    @AfterEach
    void stop() throws InterruptedException {
        if (loop != null) {
            assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void theNextStepFollowsAtOnceAfterOneThatDidWork() throws InterruptedException {
        CountDownLatch steps = new CountDownLatch(3);
        start(LONG, () -> {
            steps.countDown();
            return true;
        });

        assertThat(steps.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void afterAStepWithoutWorkTheLoopWaitsForTheIdleTime() throws InterruptedException {
        CountDownLatch steps = new CountDownLatch(3);
        start(Duration.ofMillis(1), () -> {
            steps.countDown();
            return false;
        });

        assertThat(steps.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aWakeUpEndsTheWait() throws InterruptedException {
        BlockingQueue<Integer> steps = new LinkedBlockingQueue<>();
        Loop waiting = start(LONG, () -> {
            steps.add(1);
            return false;
        });
        assertThat(steps.poll(10, TimeUnit.SECONDS)).isNotNull();

        waiting.wake();

        assertThat(steps.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aStepThatThrowsEndsTheLoopAndIsReported() throws InterruptedException {
        IllegalStateException problem = new IllegalStateException("no");
        Loop failing = start(LONG, () -> {
            throw problem;
        });

        assertThat(failures.poll(10, TimeUnit.SECONDS)).isSameAs(problem);
        assertThat(failing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(failing.isStuck(Duration.ZERO)).isTrue();
    }

    @Test
    void aStepThatHangsIsNoticed() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Loop hanging = start(LONG, () -> {
            inside.countDown();
            end.await();
            return false;
        });
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(hanging.isStuck(Duration.ZERO)).isTrue();
        assertThat(hanging.isStuck(LONG)).isFalse();
        assertThat(hanging.stop(Duration.ofMillis(1))).isFalse();

        end.countDown();
    }

    private Loop start(Duration idle, Loop.Step step) {
        Loop started = new Loop("test", step, () -> idle, failures::add);
        loop = started;
        started.start();
        return started;
    }
}
