package io.sidecars.demoapp.database;

import java.sql.Connection;
import java.sql.SQLException;

/// A query on one connection, which goes back to the pool afterwards.
@FunctionalInterface
interface Query<T> {

    T run(Connection connection) throws SQLException;
}
