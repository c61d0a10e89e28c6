package io.sidecars.demoapp.database;

import io.sidecars.demoapp.config.DatabaseSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The app's connection to its database, which can be switched while queries run. A switch opens a new
/// connection pool, tests it, makes it the current one, and closes the old pool once its last query has ended.
/// If the new database does not answer, the old pool stays in use.
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Duration connectionTimeout;
    private final ReentrantLock switching = new ReentrantLock();
    private final LongAdder served = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile @Nullable ConnectionPool current;
    private Thread draining = new Thread();

    /// What the database answered, and the settings of the pool that was used.
    public record QueryResult(String name, long orders, Instant since, DatabaseSettings settings) {}

    /// @param connectionTimeout how long a query waits for a free connection
    public Database(Duration connectionTimeout) {
        this.connectionTimeout = connectionTimeout;
    }

    public boolean isOpen() {
        return current != null;
    }

    public long served() {
        return served.sum();
    }

    public long failed() {
        return failed.sum();
    }

    /// Asks the database for its name. Null before the first database is connected.
    public @Nullable QueryResult ask() throws SQLException {
        return query(ShopTable::read);
    }

    /// Places an order. Null before the first database is connected.
    public @Nullable QueryResult placeOrder() throws SQLException {
        return query(ShopTable::placeOrder);
    }

    @Nullable
    QueryResult query(Query<ShopTable.Row> query) throws SQLException {
        ConnectionPool pool = enter();
        if (pool == null) {
            return null;
        }
        try {
            ShopTable.Row row = pool.run(query);
            served.increment();
            return new QueryResult(row.name(), row.orders(), pool.since(), pool.settings());
        } catch (SQLException | RuntimeException e) {
            failed.increment();
            throw e;
        } finally {
            pool.leave();
        }
    }

    private @Nullable ConnectionPool enter() {
        while (true) {
            ConnectionPool pool = current;
            if (pool == null || pool.enter()) {
                return pool;
            }
            Thread.onSpinWait(); // the pool was retired after it was read; `current` is a newer one by now
        }
    }

    /// Connects to another database. If the settings are equal to the current ones, the pool is kept.
    public void switchTo(DatabaseSettings settings)
            throws DatabaseRefusedException, DatabaseUnavailableException, InterruptedException {
        switching.lockInterruptibly();
        try {
            ConnectionPool old = current;
            if (old != null && old.settings().equals(settings)) {
                return;
            }
            draining.join(); // at most two pools at a time: the old one and the new one
            ConnectionPool next = open(settings);
            current = next;
            log.atInfo().addKeyValue("url", settings.url()).log("database connected");
            if (old != null) {
                draining = Thread.ofVirtual().name("drain").start(() -> drain(old));
            }
        } finally {
            switching.unlock();
        }
    }

    private ConnectionPool open(DatabaseSettings settings)
            throws DatabaseRefusedException, DatabaseUnavailableException, InterruptedException {
        String attempt = "cannot use " + settings.url() + " as \"" + settings.user() + "\": ";
        CompletableFuture<ConnectionPool> opening = new CompletableFuture<>();
        Thread.ofVirtual().name("open").start(() -> {
            try {
                ConnectionPool pool = ConnectionPool.open(settings, connectionTimeout);
                if (!opening.complete(pool)) {
                    pool.retire(CLOSE_TIMEOUT); // open() has given up waiting
                }
            } catch (Throwable e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(OPEN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!opening.cancel(false)) {
                CompletableFuture<Void> _ =
                        opening.thenAccept(pool -> pool.retire(CLOSE_TIMEOUT)); // it opened just after the timeout
            }
            throw new DatabaseUnavailableException(attempt + "no answer within " + OPEN_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            String reason =
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            String sentence = attempt + reason.lines().findFirst().orElse("");
            if (SqlStates.isDown(e.getCause())) {
                throw new DatabaseUnavailableException(sentence, e);
            }
            throw new DatabaseRefusedException(sentence, e);
        }
    }

    private static void drain(ConnectionPool old) {
        int interrupted = old.retire(DRAIN_TIMEOUT);
        if (interrupted > 0) {
            log.atWarn().addKeyValue("queries", interrupted).log("old database closed while queries were running");
        }
    }

    @Override
    public void close() {
        ConnectionPool last = current;
        current = null;
        if (last != null) {
            last.retire(CLOSE_TIMEOUT);
        }
    }
}
