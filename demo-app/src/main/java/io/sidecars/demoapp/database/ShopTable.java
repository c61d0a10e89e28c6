package io.sidecars.demoapp.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The one table of the shop, with one row: the database's own name and how many orders were placed in it.
final class ShopTable {

    record Row(String name, long orders) {}

    private ShopTable() {}

    static Row create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS shop (name VARCHAR(128) PRIMARY KEY, orders BIGINT NOT NULL)");
            statement.execute(
                    "INSERT INTO shop SELECT LOWER(CURRENT_CATALOG), 0 WHERE NOT EXISTS (SELECT 1 FROM shop)");
        }
        return read(connection);
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
