package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.source.ScanResult;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// Validates what all sources hold. The caller waits 12 s at most, whatever the schemas and the contents are.
public final class ContentValidator {
    private final TimeLimit limit;
    private final Map<String, SourceValidator> validators;

    /// @throws InvalidConfigException with one sentence if a schema cannot be used
    public ContentValidator(List<Source> sources) {
        this(sources, TimeLimit.LONGEST);
    }

    ContentValidator(List<Source> sources, Duration limit) {
        this.limit = new TimeLimit(limit);
        try {
            this.validators = new TimeLimit(TimeLimit.LONGEST).call(() -> validators(sources));
        } catch (TimeoutException e) {
            throw new InvalidConfigException("the schemas cannot be read in time");
        }
    }

    private static Map<String, SourceValidator> validators(List<Source> sources) {
        Map<String, SourceValidator> validators = new LinkedHashMap<>();
        sources.forEach(source -> validators.put(source.name(), new SourceValidator(source.checks())));
        return validators;
    }

    /// One line for each error; no part of the contents.
    public List<String> errors(ScanResult.Found found) {
        try {
            return limit.call(() -> allErrors(found));
        } catch (TimeoutException e) {
            return List.of("the files " + TimeLimit.RULE);
        }
    }

    private List<String> allErrors(ScanResult.Found found) {
        return validators.entrySet().stream()
                .flatMap(source -> source
                        .getValue()
                        .errors(found.bySource().getOrDefault(source.getKey(), Collections.emptyNavigableMap()))
                        .stream())
                .map(ValidationError::toString)
                .toList();
    }
}
