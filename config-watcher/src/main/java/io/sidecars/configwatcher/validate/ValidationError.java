package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.text.Printable;

/// One thing that is wrong with the content of a source. No part of it comes from the content but numbers of lines,
/// columns and items, and names that the schema has too.
///
/// @param key the relative name of the file
/// @param line from 1; 0 if not known
/// @param column from 1, in characters; 0 if not known
/// @param rule what should be the case, in one line of at most 200 characters
public record ValidationError(String key, int line, int column, String rule) {
    private static final int LONGEST = 200;

    public ValidationError {
        rule = Printable.of(rule);
        rule = rule.length() <= LONGEST ? rule : rule.substring(0, LONGEST - 1) + "…";
    }

    /// One line for people, such as `application.yaml:3:7: /port: must be at most 65535`.
    @Override
    public String toString() {
        return Printable.of(key) + (line == 0 ? "" : ":" + line + ":" + column) + ": " + rule;
    }
}
