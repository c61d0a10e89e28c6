package io.sidecars.configwatcher.validate;

/// One thing that is wrong with the content of a source. No part of it comes from the content but numbers of lines,
/// columns and items, and names that the schema has too.
///
/// @param key the relative name of the file
/// @param line from 1; 0 if not known
/// @param column from 1, in characters; 0 if not known
/// @param rule what should be the case, in one line of at most 200 characters
public record Finding(String key, int line, int column, String rule) {
    private static final int LONGEST = 200;

    public Finding {
        rule = oneLine(rule);
        rule = rule.length() <= LONGEST ? rule : rule.substring(0, LONGEST - 1) + "…";
    }

    /// One line for people, such as `application.yaml:3:7: /port: must be at most 65535`.
    @Override
    public String toString() {
        return oneLine(key) + (line == 0 ? "" : ":" + line + ":" + column) + ": " + rule;
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
