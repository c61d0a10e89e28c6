package io.sidecars.demoapp.reload;

import io.sidecars.demoapp.config.DatabaseSettings;
import io.sidecars.demoapp.config.InvalidConfigException;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.database.DatabaseRefusedException;
import io.sidecars.demoapp.database.DatabaseUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies the mounted configuration, or one that a signal contains, one reload at a time. A reload reads the
/// mounted configuration after it has the lock, so that the newest version wins, whatever the order of the
/// requests.
public final class Reloader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloader.class);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Mount mount;
    private final Database database;
    private final FaultInjection faults = new FaultInjection();
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private volatile @Nullable CompletedReload last;

    /// The version and settings that the app runs.
    public record Running(String version, DatabaseSettings settings) {}

    /// Reads the configuration that a reload applies.
    @FunctionalInterface
    private interface Reader {
        Snapshot read() throws IOException;
    }

    public Reloader(Mount mount, Database database) {
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

    public FaultInjection faults() {
        return faults;
    }

    /// The last reload of a new version. Null if there was none.
    public @Nullable CompletedReload last() {
        return last;
    }

    /// Notify mode: applies the mounted configuration.
    public ReloadOutcome reload() throws InterruptedException {
        return reload(ConfigSource.MOUNT, mount::read);
    }

    /// Push mode: applies the files in the signal.
    public ReloadOutcome reload(Snapshot pushed) throws InterruptedException {
        return reload(ConfigSource.PUSH, () -> pushed);
    }

    private ReloadOutcome reload(ConfigSource source, Reader reader) throws InterruptedException {
        if (!lock.tryLock(LOCK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            return new ReloadOutcome.Unavailable(
                    "another reload has been running for " + LOCK_TIMEOUT.toSeconds() + " s");
        }
        try {
            Snapshot wanted = reader.read();
            if (wanted.version().equals(version())) {
                return new ReloadOutcome.Running(wanted.version());
            }
            Instant at = Instant.now();
            long start = System.nanoTime();
            FaultInjection.Armed requested = running == null ? new FaultInjection.Armed(false, false) : faults.take();
            ReloadOutcome outcome = change(wanted, requested);
            last = new CompletedReload(at, source, (System.nanoTime() - start) / 1_000_000, requested.slow(), outcome);
            return outcome;
        } catch (IOException e) {
            return new ReloadOutcome.Unavailable("cannot read the configuration: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private ReloadOutcome change(Snapshot wanted, FaultInjection.Armed requested) throws InterruptedException {
        if (requested.slow()) {
            Thread.sleep(FaultInjection.SLOW);
        }
        if (requested.reject()) {
            return new ReloadOutcome.Rejected("rejection requested");
        }
        try {
            DatabaseSettings settings = DatabaseSettings.from(wanted);
            database.switchTo(settings);
            running = new Running(wanted.version(), settings);
            log.atInfo().addKeyValue("version", wanted.version()).log("configuration applied");
            return new ReloadOutcome.Running(wanted.version());
        } catch (InvalidConfigException e) {
            return new ReloadOutcome.Rejected(e.sentence());
        } catch (DatabaseRefusedException e) {
            return new ReloadOutcome.Rejected(e.sentence());
        } catch (DatabaseUnavailableException e) {
            return new ReloadOutcome.Unavailable(e.sentence());
        }
    }

    /// Retries until the first configuration is applied, because the app may start before its configuration is
    /// mounted.
    public void start() {
        Thread.ofVirtual().name("first-configuration").start(() -> {
            try {
                ReloadOutcome last = null;
                do {
                    ReloadOutcome outcome = reload();
                    if (!outcome.equals(last) && !(outcome instanceof ReloadOutcome.Running)) {
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
