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

/// Brings the app to the configuration that is mounted, or to one that is pushed, one reload at a time. What is mounted
/// is read when the turn comes, so the newest wins whatever order the requests came in.
public final class Reloader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Reloader.class);
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Mount mount;
    private final Database database;
    private final FaultInjection faults = new FaultInjection();
    private final ReentrantLock turn = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private volatile @Nullable CompletedReload last;

    /// The version and settings that the app runs.
    public record Running(String version, DatabaseSettings settings) {}

    /// Where a reload gets its configuration from.
    @FunctionalInterface
    private interface Source {
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

    /// Null until a reload had something to do.
    public @Nullable CompletedReload last() {
        return last;
    }

    /// Notify mode: what is mounted.
    public ReloadOutcome reload() throws InterruptedException {
        return reload("mount", mount::read);
    }

    /// Push mode: the content that came with the signal.
    public ReloadOutcome reload(Snapshot pushed) throws InterruptedException {
        return reload("push", () -> pushed);
    }

    private ReloadOutcome reload(String how, Source source) throws InterruptedException {
        if (!turn.tryLock(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            return new ReloadOutcome.Unavailable(
                    "another reload has been running for " + TURN_TIMEOUT.toSeconds() + " s");
        }
        try {
            Snapshot wanted = source.read();
            if (wanted.version().equals(version())) {
                return new ReloadOutcome.Running(wanted.version());
            }
            Instant at = Instant.now();
            long start = System.nanoTime();
            FaultInjection.Armed wish = running == null ? new FaultInjection.Armed(false, false) : faults.take();
            ReloadOutcome outcome = change(wanted, wish);
            last = new CompletedReload(at, how, (System.nanoTime() - start) / 1_000_000, wish.slow(), outcome);
            return outcome;
        } catch (IOException e) {
            return new ReloadOutcome.Unavailable("cannot read the configuration: " + e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    private ReloadOutcome change(Snapshot wanted, FaultInjection.Armed wish) throws InterruptedException {
        if (wish.slow()) {
            Thread.sleep(FaultInjection.SLOW);
        }
        if (wish.reject()) {
            return new ReloadOutcome.Rejected("told to reject this reload");
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

    /// Tries until the first configuration runs: an app that starts before its configuration is there waits for it.
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
