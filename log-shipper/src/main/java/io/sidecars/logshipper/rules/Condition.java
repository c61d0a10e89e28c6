package io.sidecars.logshipper.rules;

import org.jspecify.annotations.Nullable;

/// What a rule asks of a record. Everything that is given must hold.
///
/// @param severity OpenTelemetry's number: for [Rule.Keep] the least, for [Rule.Drop] the most; 0 for any. A record
///     without a severity is not dropped for it
/// @param field name of the field to look at; the whole text if null
/// @param match regular expression that must be found in it; null for none
public record Condition(
        int severity, @Nullable String field, @Nullable String match) {}
