package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.FileSelection;
import io.sidecars.configwatcher.config.InvalidConfigException;
import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.source.ScanResult;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Validates what all sources hold, and that it has a file for each target. The caller waits 12 s at most, whatever
/// the schemas and the contents are.
public final class ContentValidator {
    private final TimeLimit limit;
    private final Map<String, SourceValidator> validators;
    private final List<TargetConfig> targets;

    /// @throws InvalidConfigException with one sentence if a schema cannot be used
    public ContentValidator(Config config) {
        this(config.sources(), config.targets(), TimeLimit.LONGEST);
    }

    ContentValidator(List<Source> sources, List<TargetConfig> targets, Duration limit) {
        this.limit = new TimeLimit(limit);
        this.targets = targets.stream()
                .filter(target -> !mayBeEmpty(target.files(), sources))
                .toList();
        try {
            this.validators = new TimeLimit(TimeLimit.LONGEST).call(() -> validators(sources));
        } catch (TimeoutException e) {
            throw new InvalidConfigException("the schemas cannot be read in time");
        }
    }

    private static boolean mayBeEmpty(FileSelection files, List<Source> sources) {
        return sources.stream().filter(source -> files.hasSource(source.name())).allMatch(Source::allowEmpty);
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
        return Stream.concat(
                        contentErrors(found),
                        targets.stream()
                                .filter(target -> !hasFile(target.files(), found))
                                .map(target ->
                                        "target " + target.name() + ": no file is for it, by its sources and include"))
                .toList();
    }

    private static boolean hasFile(FileSelection files, ScanResult.Found found) {
        return found.content().origins().values().stream().anyMatch(file -> files.contains(file.source(), file.name()));
    }

    /// Names are those in the source; with several sources the source is named too.
    private Stream<String> contentErrors(ScanResult.Found found) {
        return validators.entrySet().stream().flatMap(source -> {
            String prefix = validators.size() == 1 ? "" : source.getKey() + "/";
            return source
                    .getValue()
                    .errors(found.bySource().getOrDefault(source.getKey(), Collections.emptyNavigableMap()))
                    .stream()
                    .map(error -> prefix + error);
        });
    }
}
