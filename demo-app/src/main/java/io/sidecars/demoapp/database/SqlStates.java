package io.sidecars.demoapp.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Distinguishes a database that is down from one that refuses the connection. Only the first is worth another
/// attempt with the same settings.
final class SqlStates {

    /// Classes 08 connection exception, 53 insufficient resources, 57 operator intervention (also: starting up).
    private static final Set<String> DOWN_CLASSES = Set.of("08", "53", "57");

    /// Codes of H2: connection broken, database already open.
    private static final Set<String> DOWN = Set.of("90067", "90020");

    private SqlStates() {}

    static boolean isDown(@Nullable Throwable problem) {
        if (problem instanceof SQLTransientException) {
            return true;
        }
        String state = problem instanceof SQLException sql ? sql.getSQLState() : null;
        return state != null
                && state.length() == 5
                && (DOWN.contains(state) || DOWN_CLASSES.contains(state.substring(0, 2)));
    }
}
