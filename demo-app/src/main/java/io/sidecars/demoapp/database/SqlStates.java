package io.sidecars.demoapp.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells a database that is down from one that refuses: only the first is worth another try with the same settings.
final class SqlStates {

    /// Connection failed; out of resources; shutting down or starting up.
    private static final Set<String> DOWN_CLASSES = Set.of("08", "53", "57");

    /// H2's own: connection broken, file in use.
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
