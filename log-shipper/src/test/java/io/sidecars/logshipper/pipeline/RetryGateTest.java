package io.sidecars.logshipper.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// How much is logged does not depend on how often a receiver changes its mind.
class RetryGateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Logger logger = (Logger) LoggerFactory.getLogger(RetryGate.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final RetryGate gate = new RetryGate("out", new Backoff(new Random(1)));
    private long now;

    @BeforeEach
    void listen() {
        logged.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(logged);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(logged);
        logger.setLevel(null);
    }

    @Test
    void anOutageIsLoggedOnceHoweverLongItIs() {
        for (int i = 0; i < 1000; i++) {
            fail();
        }
        gate.accepted();

        assertThat(messages()).containsExactly("delivery failed, retrying", "output works again");
    }

    @Test
    void aReceiverThatChangesItsMindIsLoggedOnceAMinute() {
        for (int i = 0; i < 600; i++) {
            fail();
            gate.accepted();
        }

        assertThat(messages()).hasSize(2 * 600 / 60);
    }

    /// The quiet minute hides no outage that lasts.
    @Test
    void anOutageThatBeginsSoonAfterAnotherIsLoggedWhenItLasts() {
        fail();
        gate.accepted();
        for (int i = 0; i < 100; i++) {
            fail();
        }

        assertThat(messages())
                .containsExactly("delivery failed, retrying", "output works again", "delivery failed, retrying");
    }

    @Test
    void aBlockedOutputIsLoggedAlsoDuringAnOutage() {
        fail();
        gate.blocked("status 401", now);
        gate.blocked("status 401", now);

        assertThat(messages()).containsExactly("delivery failed, retrying", "output blocked, no record is skipped");
    }

    /// A rejection ends an outage too: the receiver responds.
    @Test
    void anOutageThatEndsWithARejectionHidesNoLaterOne() {
        fail();
        boolean _ = gate.rejected(1, "status 400", now);
        gate.accepted();
        now += 60 * SECOND;
        fail();

        assertThat(messages())
                .containsExactly("delivery failed, retrying", "output works again", "delivery failed, retrying");
    }

    @Test
    void rejectionsWithoutNamesAreAddedUp() {
        for (int i = 0; i < 61; i++) {
            gate.rejectedUnnamed(2, "no", now);
            now += SECOND;
        }

        assertThat(messages()).hasSize(2);
        assertThat(logged.list.getLast().getKeyValuePairs()).anyMatch(pair -> pair.value.equals(120L));
    }

    private void fail() {
        gate.failed(null, "status 503", now);
        now += SECOND;
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getMessage).toList();
    }
}
