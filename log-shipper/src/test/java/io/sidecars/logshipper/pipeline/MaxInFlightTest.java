package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Several batches in flight, and the memory that they share.
class MaxInFlightTest extends ShipperFixture {
    @Test
    void asManyBatchesAreInFlightAsTheWindowHas() throws IOException {
        output = "maxInFlight: 3";
        batchRecords = 1;
        append("app.log", "one", "two", "three", "four", "five");
        start();
        receiver().judge(_ -> 0);

        stepUntilUnanswered(3);

        for (int i = 0; i < 20; i++) {
            pipeline("first").step();
        }
        assertThat(receiver().unanswered()).hasSize(3);
        assertThat(gauge("log_shipper_batches_in_flight")).isEqualTo(3);
    }

    @Test
    void noCursorPassesABatchThatIsNotDeliveredYet() throws IOException {
        output = "maxInFlight: 3";
        batchRecords = 1;
        append("app.log", "one", "two", "three");
        start();
        receiver().judge(body -> body.contains("one") ? 0 : 200);
        stepUntilUnanswered(1);
        await().until(() -> stepped() && receiver().messages().size() == 2);
        for (int i = 0; i < 5; i++) {
            pipeline("first").step();
        }
        assertThat(pipeline("first").lagBytes()).as("nothing is committed").isEqualTo(14);
        save();

        start(); // as after a crash
        receiver().judge(_ -> 200);
        ship();

        assertThat(receiver().messages()).containsExactlyInAnyOrder("two", "three", "one", "two", "three");
        assertThat(pipeline("first").lagBytes()).isZero();
    }

    @Test
    void whatIsDeliveredBehindALateBatchIsCommittedWithIt() throws IOException {
        output = "maxInFlight: 2";
        batchRecords = 1;
        append("app.log", "one", "two");
        start();
        receiver().judge(body -> body.contains("one") ? 0 : 200);
        stepUntilUnanswered(1);
        await().until(() -> stepped() && receiver().messages().size() == 1);

        receiver().unanswered().getFirst().response().end();

        await().until(() -> stepped() && pipeline("first").lagBytes() == 0);
    }

    @Test
    void aReceiverThatFailsIsAskedByOneRequestAtATime() throws IOException {
        output = "maxInFlight: 4";
        batchRecords = 1;
        append("app.log", "one", "two", "three", "four");
        start();
        receiver().judge(_ -> 503);
        run();
        receiver().judge(_ -> 200);
        receiver().judge(_ -> 0);
        pass(Duration.ofMinutes(1));

        stepUntilUnanswered(1);
        for (int i = 0; i < 20; i++) {
            pipeline("first").step();
        }

        assertThat(receiver().unanswered()).hasSize(1);
    }

    @Test
    void whereMemoryIsShortEachOutputStillHasOneBatch() throws IOException {
        receiver("second");
        output = "maxInFlight: 4";
        batchRecords = 1;
        maxLine = 64 << 10;
        batchBytes = 256 << 10;
        settings = "batchMemory: 2MiB"; // one batch each, and nothing more
        append("app.log", "one", "two", "three");
        start();
        receiver().judge(_ -> 0);
        stepUntilUnanswered(1);
        for (int i = 0; i < 20; i++) {
            pipeline("first").step();
        }
        assertThat(receiver().unanswered()).as("the first output has one batch").hasSize(1);

        await().until(() -> {
            pipeline("second").step();
            pass(Duration.ofMillis(100));
            return pipeline("second").lagBytes() == 0;
        });

        assertThat(receiver("second").messages()).containsExactly("one", "two", "three");
    }

    private void stepUntilUnanswered(int requests) {
        scan();
        await().until(() -> stepped() && receiver().unanswered().size() == requests);
    }

    private boolean stepped() {
        pipeline("first").step();
        pass(Duration.ofMillis(100));
        return true;
    }
}
