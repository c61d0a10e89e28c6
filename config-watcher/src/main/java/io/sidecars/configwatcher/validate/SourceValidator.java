package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.config.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Validates the content of one source against its checks.
final class SourceValidator {
    private static final int MAX_BYTES = 2 << 20;

    private final List<String> required;
    private final List<FileRule> rules;

    /// @throws InvalidConfigException with one sentence if a schema file cannot be read or is not a schema
    SourceValidator(Checks checks) {
        required = checks.required();
        rules = checks.rules().stream().map(FileRule::of).toList();
    }

    /// At most 20 errors, in the order of keys.
    ///
    /// @param contents name to content
    List<ValidationError> errors(NavigableMap<String, byte[]> contents) {
        NavigableSet<String> keys = new TreeSet<>(contents.keySet());
        keys.addAll(required);
        List<ValidationError> errors = new ArrayList<>();
        for (String key : keys) {
            try {
                TimeLimit.check();
                errors.addAll(errors(key, contents.get(key)));
            } catch (TimeLimit.OverException e) {
                errors.add(new ValidationError(key, 0, 0, TimeLimit.RULE));
                break;
            }
            if (errors.size() >= ErrorCollector.MOST) {
                return errors.subList(0, ErrorCollector.MOST);
            }
        }
        return errors;
    }

    private List<ValidationError> errors(String key, byte @Nullable [] content) {
        List<ValidationError> errors = new ArrayList<>();
        ErrorCollector collector = ErrorCollector.of(key, errors);
        List<FileRule> applicable =
                rules.stream().filter(rule -> rule.appliesTo(key)).toList();
        if (content == null) {
            collector.add(Position.UNKNOWN, "is required, but missing");
        } else if (content.length > MAX_BYTES && !applicable.isEmpty()) {
            collector.add(Position.UNKNOWN, "must have at most " + (MAX_BYTES >> 20) + " MiB to be validated");
        } else if (!applicable.isEmpty()) {
            String text = Utf8.decode(content, collector);
            if (text != null) {
                applicable.forEach(rule -> errors.addAll(rule.validate(key, text)));
            }
        }
        return errors.stream().distinct().toList();
    }
}
