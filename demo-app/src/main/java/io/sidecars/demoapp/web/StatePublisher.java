package io.sidecars.demoapp.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.http.ServerSentEvents;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows every open page the state four times a second, one look for all of them; looks at nothing while none is open.
final class StatePublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatePublisher.class);
    private static final int EVERY_MILLIS = 250;
    private static final int PING_EVERY = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StateReader view;
    private final ServerSentEvents pages;
    private final CountDownLatch stopped = new CountDownLatch(1);

    StatePublisher(StateReader view, ServerSentEvents pages) {
        this.view = view;
        this.pages = pages;
        Thread.ofVirtual().name("live").start(this::run);
    }

    private void run() {
        try {
            show(); // to nobody yet: the first look is slow, and no page shall wait for it
            for (int round = 1; !stopped.await(EVERY_MILLIS, TimeUnit.MILLISECONDS); round++) {
                if (round % PING_EVERY == 0) {
                    pages.ping();
                }
                if (pages.clients() > 0) {
                    show();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show() {
        try {
            pages.send(JSON.writeValueAsString(view.look()));
        } catch (JsonProcessingException | RuntimeException e) {
            log.atWarn().setCause(e).log("the page was not brought up to date");
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        pages.close();
    }
}
