package io.sidecars.demoapp;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a role running until SIGTERM or Ctrl-C, and then closes it.
final class Shutdown {

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private Shutdown() {}

    /// Never returns. The shutdown hook closes the role and ends the process: with 0, or with 1 if closing takes
    /// longer than 5 s.
    static int onSignal(AutoCloseable role) throws InterruptedException {
        Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop(role) ? 0 : 1), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        new CountDownLatch(1).await();
        return 0;
    }

    private static boolean stop(AutoCloseable role) {
        Thread closing = Thread.ofPlatform().name("close").daemon().start(() -> {
            try {
                role.close();
            } catch (Exception e) {
                log.atWarn().setCause(e).log("role not closed cleanly");
            }
        });
        try {
            boolean closed = closing.join(STOP_TIMEOUT);
            log.atInfo().addKeyValue("inTime", closed).log("stopped");
            return closed;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
