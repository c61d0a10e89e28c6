package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.source.ScanResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The checks of all sources.
public final class ContentValidator {
    private final Map<String, SourceValidator> validators = new LinkedHashMap<>();

    /// @throws io.sidecars.configwatcher.config.InvalidConfigException with one sentence if a schema cannot be used
    public ContentValidator(List<Source> sources) {
        sources.forEach(source -> validators.put(source.name(), new SourceValidator(source.checks())));
    }

    /// What is wrong, one sentence each; never a part of the contents.
    public List<String> errors(ScanResult.Found found) {
        return validators.entrySet().stream()
                .flatMap(source -> source
                        .getValue()
                        .findings(found.bySource().getOrDefault(source.getKey(), Collections.emptyNavigableMap()))
                        .stream())
                .map(ValidationError::toString)
                .toList();
    }
}
