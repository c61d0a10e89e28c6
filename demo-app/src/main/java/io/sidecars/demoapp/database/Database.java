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

/// The database that the app talks to. It is exchanged by make before break: open the new pool, test it, swap, and let
/// the queries in flight end on the old one. If the new one does not answer, nothing changes.
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

    /// What a live query answered, and over which connection.
    public record QueryResult(String name, long orders, Instant since, DatabaseSettings settings) {}

    /// @param connectionTimeout how long a query waits for one of the connections
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

    /// Asks the database who it is. Null as long as there is none.
    public @Nullable QueryResult ask() throws SQLException {
        return query(ShopTable::read);
    }

    /// Places an order. Null as long as there is no database.
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
            Thread.onSpinWait(); // retired between these two lines, so `current` is a newer one by now
        }
    }

    /// Equal settings keep the pool that is there.
    public void switchTo(DatabaseSettings settings)
            throws DatabaseRefusedException, DatabaseUnavailableException, InterruptedException {
        switching.lockInterruptibly();
        try {
            ConnectionPool old = current;
            if (old != null && old.settings().equals(settings)) {
                return;
            }
            draining.join(); // at most two pools: the old and the new
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
        String who = "cannot use " + settings.url() + " as \"" + settings.user() + "\": ";
        CompletableFuture<ConnectionPool> opening = new CompletableFuture<>();
        Thread.ofVirtual().name("open").start(() -> {
            try {
                ConnectionPool pool = ConnectionPool.open(settings, connectionTimeout);
                if (!opening.complete(pool)) {
                    pool.retire(CLOSE_TIMEOUT); // nobody waits for it any more
                }
            } catch (Throwable e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(OPEN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!opening.cancel(false)) {
                CompletableFuture<Void> _ = opening.thenAccept(pool -> pool.retire(CLOSE_TIMEOUT)); // just too late
            }
            throw new DatabaseUnavailableException(who + "no answer within " + OPEN_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            String reason =
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
            String sentence = who + reason.lines().findFirst().orElse("");
            if (SqlStates.isDown(e.getCause())) {
                throw new DatabaseUnavailableException(sentence, e);
            }
            throw new DatabaseRefusedException(sentence, e);
        }
    }

    private static void drain(ConnectionPool old) {
        int cut = old.retire(DRAIN_TIMEOUT);
        if (cut > 0) {
            log.atWarn().addKeyValue("queries", cut).log("old database closed under running queries");
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
