package io.sidecars.logshipper.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.sidecars.logshipper.record.Severities;
import io.sidecars.logshipper.rules.Condition;
import io.sidecars.logshipper.rules.RedactionRule;
import io.sidecars.logshipper.rules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Reads one entry of `process`: a mapping whose only key is the kind of the rule.
final class RuleReader {
    private RuleReader() {}

    static Rule read(YamlMapping yaml) {
        Map<String, Function<YamlMapping, Rule>> kinds = Map.of(
                "keep", rule -> new Rule.Keep(condition(rule)),
                "drop", rule -> new Rule.Drop(condition(rule)),
                "redact", RuleReader::redact,
                "sample", rule -> new Rule.Sample(rule.required("share", RuleReader::share)));
        List<String> given = kinds.keySet().stream().filter(yaml::has).sorted().toList();
        if (given.isEmpty()) {
            yaml.done();
            throw yaml.error("keep", "is required, or one of drop, redact, sample");
        }
        if (given.size() > 1) {
            throw yaml.error(given.getLast(), "must be an entry of its own: rules apply in their order");
        }
        return yaml.nested(given.getFirst(), requireNonNull(kinds.get(given.getFirst())));
    }

    private static Condition condition(YamlMapping yaml) {
        Condition condition = new Condition(
                yaml.has("severity") ? yaml.required("severity", RuleReader::severity) : 0,
                yaml.has("field") ? yaml.required("field", Function.identity()) : null,
                yaml.has("match") ? yaml.required("match", Values::pattern) : null);
        if (condition.severity() == 0 && condition.match() == null) {
            throw yaml.error("match", "or \"severity\" must say which records");
        }
        yaml.onlyValid("field", condition.match() != null, "for a rule with match");
        return condition;
    }

    private static int severity(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        int severity = Severities.ofName(bytes, 0, bytes.length);
        if (severity == 0) {
            throw new IllegalArgumentException("must be one of trace, debug, info, warn, error, fatal");
        }
        return severity;
    }

    private static Rule redact(YamlMapping yaml) {
        String with = yaml.optional("with", RedactionRule.DEFAULT_WITH, Function.identity());
        List<RedactionRule> rules = new ArrayList<>();
        rules.addAll(yaml.values("preset", preset -> RedactionRule.preset(preset, with)));
        rules.addAll(yaml.values("match", match -> RedactionRule.pattern(match, with)));
        if (rules.isEmpty()) {
            throw yaml.error("preset", "or \"match\" must say what to redact");
        }
        return new Rule.Redact(List.copyOf(rules));
    }

    private static double share(String text) {
        double share = text.matches("[01](\\.0{1,9})?|0?\\.\\d{1,9}") ? Double.parseDouble(text) : -1;
        if (share < 0) {
            throw new IllegalArgumentException("must be a number from 0 to 1 such as 0.1");
        }
        return share;
    }
}
