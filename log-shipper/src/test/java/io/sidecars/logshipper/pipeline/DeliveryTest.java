package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.pipeline.PipelineStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// When a batch is sent, and what becomes of it when the receiver does not take it.
class DeliveryTest extends ShipperFixture {
    @Test
    void waitsAMomentForMoreBeforeItSends() throws IOException {
        append("app.log", "one");
        start();
        run();
        append("app.log", "two");
        run();
        assertThat(receiver().bodies()).isEmpty();

        run(Duration.ofSeconds(1));

        assertThat(receiver().bodies()).as("one request").hasSize(1);
        assertThat(receiver().messages()).containsExactly("one", "two");
    }

    @Test
    void sleepsNoLongerThanABatchLingers() throws IOException {
        linger = "30ms";
        append("app.log", "one");
        start();
        run();
        pass(Duration.ofMillis(10));

        assertThat(pipeline("first").idle()).isEqualTo(Duration.ofMillis(20));
        run(Duration.ofMillis(20));
        assertThat(receiver().messages()).containsExactly("one");
        assertThat(pipeline("first").idle()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void sendsABatchAsSoonAsItIsFull() throws IOException {
        batchBytes = 1 << 10;
        append("app.log", numbered(1, 100, UnaryOperator.identity()));
        start();

        run();

        assertThat(receiver().messages()).hasSizeGreaterThan(80);
    }

    @Test
    void sendsTheSameBytesAgainUntilTheyAreAccepted() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(500, 503, 429, 408);

        ship();
        for (int i = 0; i < 8; i++) {
            run(Duration.ofMinutes(1));
        }

        assertThat(receiver().messages()).containsExactly("one", "two");
        assertThat(receiver().refused())
                .hasSize(4)
                .containsOnly(receiver().refused().getFirst());
    }

    @Test
    void blocksWhereTheReceiverTakesNothingFromUs() throws IOException {
        append("app.log", "one", "two");
        start();
        receiver().nextStatus(401);

        ship();

        assertThat(pipeline("first").status().state()).isEqualTo(State.BLOCKED);
        assertThat(pipeline("first").status().problem()).isEqualTo("status 401: told so");
        assertThat(gauge("log_shipper_blocked")).isOne();
        assertThat(pipeline("first").lagBytes()).isEqualTo(8);
        run(Duration.ofSeconds(20));
        assertThat(receiver().messages()).as("asks slowly").isEmpty();
        run(Duration.ofSeconds(10));
        assertThat(receiver().messages()).containsExactly("one", "two");
        assertThat(gauge("log_shipper_blocked")).isZero();
    }

    @Test
    void waitsAsLongAsRetryAfterAsks() throws IOException {
        append("app.log", "one");
        start();
        receiver()
                .next(request -> request.response()
                        .setStatusCode(429)
                        .putHeader("Retry-After", "100")
                        .end());
        ship();

        run(Duration.ofSeconds(90));
        assertThat(receiver().messages()).isEmpty();
        run(Duration.ofSeconds(11));

        assertThat(receiver().messages()).containsExactly("one");
    }

    @Test
    void backsOffAlsoWhereRetryAfterSaysAtOnce() throws IOException {
        append("app.log", "one");
        start();
        for (int i = 0; i < 50; i++) {
            receiver()
                    .next(request -> request.response()
                            .setStatusCode(503)
                            .putHeader("Retry-After", "0")
                            .end());
        }

        for (int i = 0; i < 50; i++) {
            run(Duration.ofMillis(100));
        }

        assertThat(receiver().refused()).hasSizeLessThan(15);
    }

    @Test
    void aDeadOutputDelaysNoOther() throws IOException {
        receiver("second");
        append("app.log", "one");
        start();
        receiver("first").nextStatus(503, 503, 503);
        ship();
        append("app.log", "two");
        run(Duration.ofMillis(1));
        ship();

        assertThat(receiver("second").messages()).containsExactly("one", "two");
        assertThat(pipeline("second").lagBytes()).isZero();
        assertThat(pipeline("first").lagBytes()).isEqualTo(8);
    }

    @Test
    void drainsWithoutLingeringAndSendsALastLineWithoutAnEndAsPartial() throws IOException {
        appendRaw("app.log", "one\ntwo\nunfinished");
        start();

        drain();

        assertThat(receiver().messages()).containsExactly("one", "two", "unfinished");
        assertThat(receiver().records().getLast().path("log.record.partial").asBoolean())
                .isTrue();
        assertThat(pipeline("first").isDrained()).isTrue();
    }

    @Test
    void drainHurriesAnOutputThatBacksOff() throws IOException {
        append("app.log", "one");
        start();
        receiver()
                .next(request -> request.response()
                        .setStatusCode(503)
                        .putHeader("Retry-After", "300")
                        .end());
        ship();

        drain();

        assertThat(receiver().messages()).containsExactly("one");
        assertThat(pipeline("first").isDrained()).isTrue();
    }

    @Test
    void isNotDrainedWhileTheSinkIsDown() throws IOException {
        append("app.log", "one");
        start();
        receiver().nextStatus(503, 503, 503, 503);

        drain();

        assertThat(pipeline("first").isDrained()).isFalse();
        assertThat(pipeline("first").lagBytes()).isEqualTo(4);
    }
}
