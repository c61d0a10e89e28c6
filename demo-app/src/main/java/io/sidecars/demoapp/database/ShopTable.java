package io.sidecars.demoapp.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/// The one table of the shop, with one row: the database's own name and how many orders were placed in it.
final class ShopTable {

    private static final int TRIES = 3; // the table may be lost to another app, then the row

    /// Not unique, in this table or in PostgreSQL's own; the table, or the type of its rows, is there already.
    private static final Set<String> MADE_MEANWHILE = Set.of("23505", "42P07", "42710");

    record Row(String name, long orders) {}

    private ShopTable() {}

    /// Several apps may come at once. `IF NOT EXISTS` does not save the second from an error, so it looks again.
    static Row create(Connection connection) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                makeUnlessThere(connection);
                return read(connection);
            } catch (SQLException e) {
                if (tries == TRIES || !MADE_MEANWHILE.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
            }
        }
    }

    private static void makeUnlessThere(Connection connection) throws SQLException {
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
