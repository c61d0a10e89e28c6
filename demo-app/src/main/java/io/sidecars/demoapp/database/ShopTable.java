package io.sidecars.demoapp.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/// The table `shop`. Its only row has the name of the database and the number of orders placed in it.
final class ShopTable {

    private static final int ATTEMPTS = 3; // another app may create the table first, then the row

    /// SQLSTATEs if another app was faster: unique violation (in this table or in the catalog), duplicate table,
    /// duplicate type.
    private static final Set<String> CREATED_CONCURRENTLY = Set.of("23505", "42P07", "42710");

    record Row(String name, long orders) {}

    private ShopTable() {}

    /// Creates the table if it is missing. `IF NOT EXISTS` does not prevent an error if two apps create it at
    /// the same time, so such an error leads to another attempt.
    static Row create(Connection connection) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                createIfMissing(connection);
                return read(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !CREATED_CONCURRENTLY.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            }
        }
    }

    private static void createIfMissing(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS shop (name VARCHAR(128) PRIMARY KEY, orders BIGINT NOT NULL)");
            statement.execute(
                    "INSERT INTO shop SELECT LOWER(CURRENT_CATALOG), 0 WHERE NOT EXISTS (SELECT 1 FROM shop)");
        }
    }

    static Row read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, orders FROM shop")) {
            if (!rows.next()) {
                throw new SQLException("the table shop is empty");
            }
            return new Row(rows.getString(1), rows.getLong(2));
        }
    }

    static Row placeOrder(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE shop SET orders = orders + 1");
        }
        return read(connection);
    }
}
