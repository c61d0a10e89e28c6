package io.sidecars.configwatcher.validate;

import java.util.List;

/// Takes what is found to be wrong.
interface ErrorCollector {
    int MOST = 20;

    void add(Position place, String rule);

    /// The first of a file become findings.
    static ErrorCollector of(String key, List<ValidationError> findings) {
        return (place, rule) -> {
            if (findings.size() < MOST) {
                findings.add(new ValidationError(key, place.line(), place.column(), rule));
            }
        };
    }
}
