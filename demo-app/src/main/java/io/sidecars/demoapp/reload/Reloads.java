package io.sidecars.demoapp.reload;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.InvalidConfig;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.database.DatabaseRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the app to the mounted configuration, one reload at a time. Each reads the mount when its turn comes, so the
/// newest configuration wins whatever order the requests came in.
public final class Reloads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloads.class);
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Mount mount;
    private final Database database;
    private final ReentrantLock turn = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Running running;

    /// The version and settings that the app runs.
    public record Running(String version, DatabaseSettings settings) {}

    public Reloads(Mount mount, Database database) {
        this.mount = mount;
        this.database = database;
    }

    public @Nullable Running running() {
        return running;
    }

    /// Null until the first valid configuration.
    public @Nullable String version() {
        Running now = running;
        return now == null ? null : now.version();
    }

    public Outcome reload() throws InterruptedException {
        if (!turn.tryLock(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            return new Outcome.Unreadable("another reload has been running for " + TURN_TIMEOUT.toSeconds() + " s");
        }
        try {
            Snapshot mounted = mount.read();
            if (!mounted.version().equals(version())) {
                DatabaseSettings settings = DatabaseSettings.from(mounted);
                database.switchTo(settings);
                running = new Running(mounted.version(), settings);
                log.atInfo().addKeyValue("version", mounted.version()).log("configuration applied");
            }
            return new Outcome.Running(mounted.version());
        } catch (InvalidConfig e) {
            return new Outcome.Rejected(e.sentence());
        } catch (DatabaseRefused e) {
            return new Outcome.Rejected(e.sentence());
        } catch (IOException e) {
            return new Outcome.Unreadable("cannot read the configuration: " + e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    /// Tries until the first configuration runs: an app that starts before its configuration is there waits for it.
    public void start() {
        Thread.ofVirtual().name("first-configuration").start(() -> {
            try {
                Outcome last = null;
                do {
                    Outcome outcome = reload();
                    if (!outcome.equals(last) && !(outcome instanceof Outcome.Running)) {
                        log.atWarn().addKeyValue("outcome", outcome).log("waiting for a valid configuration");
                    }
                    last = outcome;
                } while (running == null && !closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
