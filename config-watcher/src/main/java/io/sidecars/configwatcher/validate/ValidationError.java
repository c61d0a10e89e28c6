package io.sidecars.configwatcher.validate;

import io.sidecars.configwatcher.text.Printable;

/// One error in the content of a source. It repeats nothing from the content except line, column and item numbers,
/// and names that also occur in the schema.
///
/// @param key the relative name of the file
/// @param line from 1; 0 if unknown
/// @param column from 1, in characters; 0 if unknown
/// @param rule the rule that is broken, in one line of at most 200 characters
record ValidationError(String key, int line, int column, String rule) {
    private static final int MAX_LENGTH = 200;

    ValidationError {
        rule = Printable.of(rule);
        rule = rule.length() <= MAX_LENGTH ? rule : rule.substring(0, MAX_LENGTH - 1) + "…";
    }

    /// One line for an operator, such as `application.yaml:3:7: /port: must be at most 65535`.
    @Override
    public String toString() {
        return Printable.of(key) + (line == 0 ? "" : ":" + line + ":" + column) + ": " + rule;
    }
}
