package io.sidecars.configwatcher.validate;

import java.util.List;

/// Receives the errors of one file, in the order in which they are found.
interface ErrorCollector {
    int MOST = 20;

    void add(Position position, String rule);

    /// Appends to the list until it holds 20 errors; later ones are dropped.
    static ErrorCollector of(String key, List<ValidationError> errors) {
        return (position, rule) -> {
            if (errors.size() < MOST) {
                errors.add(new ValidationError(key, position.line(), position.column(), rule));
            }
        };
    }
}
