package io.sidecars.configwatcher.validate;

import java.util.List;

/// Takes what is found to be wrong.
interface Flaws {
    void add(Place place, String rule);

    static Flaws of(String key, List<Finding> findings) {
        return (place, rule) -> findings.add(new Finding(key, place.line(), place.column(), rule));
    }
}
