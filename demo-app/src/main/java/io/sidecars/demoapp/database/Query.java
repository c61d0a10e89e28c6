package io.sidecars.demoapp.database;

import java.sql.Connection;
import java.sql.SQLException;

/// Work on one connection, which is returned afterwards.
@FunctionalInterface
interface Query<T> {

    T run(Connection connection) throws SQLException;
}
