package io.sidecars.logshipper.rules;

import java.util.List;

/// What happens to a record on its way.
public sealed interface Rule {
    /// Drops every record that does not fit.
    record Keep(Condition condition) implements Rule {}

    /// Drops every record that fits.
    record Drop(Condition condition) implements Rule {}

    /// Replaces what matches, in the whole text.
    record Redact(List<RedactionRule> rules) implements Rule {}

    /// Keeps a share of the records, from 0 to 1: the same ones for each output and each replay.
    record Sample(double share) implements Rule {}
}
