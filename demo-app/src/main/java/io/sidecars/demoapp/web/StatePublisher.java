package io.sidecars.demoapp.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.ServerSentEvents;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the state to all open pages four times a second. Reads nothing while no page is open.
final class StatePublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatePublisher.class);
    private static final int EVERY_MILLIS = 250;
    private static final int PING_EVERY = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateReader state;
    private final ServerSentEvents pages;
    private final CountDownLatch stopped = new CountDownLatch(1);

    StatePublisher(StateReader state, ServerSentEvents pages) {
        this.state = state;
        this.pages = pages;
        Thread.ofVirtual().name("live").start(this::run);
    }

    private void run() {
        try {
            publish(); // no page is open yet: the first read is slow, and no page should wait for it
            for (int round = 1; !stopped.await(EVERY_MILLIS, TimeUnit.MILLISECONDS); round++) {
                if (round % PING_EVERY == 0) {
                    pages.ping();
                }
                if (pages.clients() > 0) {
                    publish();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish() {
        try {
            pages.send(JSON.writeValueAsString(state.read()));
        } catch (JsonProcessingException | RuntimeException e) {
            log.atWarn().setCause(e).log("page not updated");
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        pages.close();
    }
}
