package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.source.ScanResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Validates what all sources hold.
public final class ContentValidator {
    private final Map<String, SourceValidator> validators = new LinkedHashMap<>();

    /// @throws io.sidecars.configwatcher.config.InvalidConfigException with one sentence if a schema cannot be used
    public ContentValidator(List<Source> sources) {
        sources.forEach(source -> validators.put(source.name(), new SourceValidator(source.checks())));
    }

    /// One line for each error; no part of the contents.
    public List<String> errors(ScanResult.Found found) {
        return validators.entrySet().stream()
                .flatMap(source -> source
                        .getValue()
                        .errors(found.bySource().getOrDefault(source.getKey(), Collections.emptyNavigableMap()))
                        .stream())
                .map(ValidationError::toString)
                .toList();
    }
}
