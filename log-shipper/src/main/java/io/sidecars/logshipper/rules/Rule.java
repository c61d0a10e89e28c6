package io.sidecars.logshipper.rules;

import java.util.List;

/// One step of processing a record, as configured under `process`.
public sealed interface Rule {
    /// Drops every record that does not meet the condition.
    record Keep(Condition condition) implements Rule {}

    /// Drops every record that meets the condition.
    record Drop(Condition condition) implements Rule {}

    /// Replaces everything in the text that matches.
    record Redact(List<RedactionRule> rules) implements Rule {}

    /// Keeps a share of the records, from 0 to 1. Every output keeps the same ones, also when a file is read
    /// again.
    record Sample(double share) implements Rule {}
}
