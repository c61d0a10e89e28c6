package io.sidecars.logshipper.rules;

import org.jspecify.annotations.Nullable;

/// The condition of a rule. A record meets it if it meets every part that is given.
///
/// @param severity a severity number of OpenTelemetry: the lowest one that [Rule.Keep] keeps, or the highest one
///     that [Rule.Drop] drops; 0 for any. A record of unknown severity is never dropped because of it
/// @param field the name of the field to match; null for the whole text
/// @param match a regular expression that must match somewhere in it; null for none
public record Condition(
        int severity, @Nullable String field, @Nullable String match) {}
