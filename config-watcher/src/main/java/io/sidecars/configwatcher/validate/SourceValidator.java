package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Checks;
import io.sidecars.configwatcher.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Holds the content of a source to its checks.
public final class SourceValidator {
    private static final int MOST_BYTES = 2 << 20;

    private final List<String> required;
    private final List<FileRule> rules;

    /// @throws InvalidConfigException with one sentence if a schema cannot be read or is none
    public SourceValidator(Checks checks) {
        required = checks.required();
        rules = checks.rules().stream().map(FileRule::of).toList();
    }

    /// What is wrong with the content, in the order of keys: at most 20 things.
    ///
    /// @param contents name to content
    public List<ValidationError> findings(NavigableMap<String, byte[]> contents) {
        NavigableSet<String> keys = new TreeSet<>(contents.keySet());
        keys.addAll(required);
        return keys.stream()
                .flatMap(key -> findings(key, contents.get(key)))
                .limit(ErrorCollector.MOST)
                .toList();
    }

    private Stream<ValidationError> findings(String key, byte @Nullable [] content) {
        List<ValidationError> findings = new ArrayList<>();
        ErrorCollector flaws = ErrorCollector.of(key, findings);
        List<FileRule> applicable =
                rules.stream().filter(rule -> rule.isFor(key)).toList();
        if (content == null) {
            flaws.add(Position.UNKNOWN, "must be there");
        } else if (content.length > MOST_BYTES && !applicable.isEmpty()) {
            flaws.add(Position.UNKNOWN, "must have at most " + (MOST_BYTES >> 20) + " MiB to be checked");
        } else if (!applicable.isEmpty()) {
            String text = Utf8.decode(content, flaws);
            if (text != null) {
                applicable.forEach(rule -> findings.addAll(rule.findings(key, text)));
            }
        }
        return findings.stream().distinct();
    }
}
