package io.sidecars.configwatcher.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {
    /// Else the watch would not be asked while the apps keep the loop busy.
    @Test
    void thereIsAPauseAlsoAfterWork() throws Exception {
        CountDownLatch pauses = new CountDownLatch(3);
        Loop loop = new Loop(
                "busy",
                () -> true,
                worked -> {
                    if (worked) pauses.countDown();
                },
                failure -> {});
        loop.start();

        assertThat(pauses.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.stop(Duration.ofSeconds(10))).isTrue();
    }
}
