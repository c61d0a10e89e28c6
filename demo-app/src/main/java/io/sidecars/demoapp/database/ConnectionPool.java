package io.sidecars.demoapp.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sidecars.demoapp.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/// A tested connection pool. It counts the queries that use it, so that it can be closed when the last one has
/// ended.
final class ConnectionPool {

    private final DatabaseSettings settings;
    private final HikariDataSource connections;
    private final Instant since = Instant.now();
    private int users;
    private boolean retired;

    private ConnectionPool(DatabaseSettings settings, HikariDataSource connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /// Fails if the database does not answer a query. The first connection is made outside the pool, because the
    /// pool would retry a wrong password until its timeout.
    ///
    /// @param connectionTimeout how long a query waits for a connection
    static ConnectionPool open(DatabaseSettings settings, Duration connectionTimeout) throws SQLException {
        String url = keptAlive(settings.url());
        String password = settings.password().value();
        try (Connection first = DriverManager.getConnection(url, settings.user(), password)) {
            ShopTable.create(first);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("shop");
        config.setJdbcUrl(url);
        config.setUsername(settings.user());
        config.setPassword(password);
        config.setMaximumPoolSize(settings.poolSize());
        config.setConnectionTimeout(connectionTimeout.toMillis());
        return new ConnectionPool(settings, new HikariDataSource(config));
    }

    /// H2 drops an in-memory database when its last connection closes, unless it is told not to.
    private static String keptAlive(String url) {
        return url.startsWith("jdbc:h2:mem:") ? url + ";DB_CLOSE_DELAY=-1" : url;
    }

    DatabaseSettings settings() {
        return settings;
    }

    Instant since() {
        return since;
    }

    /// Registers a query. False if the pool is retired; if true, the caller must call [#leave] afterwards.
    synchronized boolean enter() {
        if (!retired) {
            users++;
        }
        return !retired;
    }

    synchronized void leave() {
        users--;
        notifyAll();
    }

    <T> T run(Query<T> query) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            return query.run(connection);
        }
    }

    /// Accepts no more queries, waits up to `limit` for the running ones, and closes the pool. Returns the
    /// number of queries that were still running.
    int retire(Duration limit) {
        try {
            return awaitLast(System.nanoTime() + limit.toNanos());
        } finally {
            connections.close();
        }
    }

    private synchronized int awaitLast(long deadline) {
        retired = true;
        try {
            for (long left = 1; users > 0 && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return users;
    }
}
