package io.sidecars.configwatcher.validate;

import java.util.List;

/// Takes what is found to be wrong.
interface Flaws {
    int MOST = 20;

    void add(Place place, String rule);

    /// The first of a file become findings.
    static Flaws of(String key, List<Finding> findings) {
        return (place, rule) -> {
            if (findings.size() < MOST) {
                findings.add(new Finding(key, place.line(), place.column(), rule));
            }
        };
    }
}
