package io.sidecars.configwatcher.validate;

import java.util.List;

/// A strict parser.
interface Syntax {
    int DEEPEST = 100;
    int MOST_VALUES = 100_000;
    int MOST_DIGITS = 1_000;
    String BYTE_ORDER_MARK = "\uFEFF";
    String LIMITS_EXCEEDED = "exceeds what can be validated: " + DEEPEST + " levels, " + MOST_VALUES + " values and "
            + MOST_DIGITS + " digits in a number";

    /// Returns the documents of the text. If any error was added, the result is unusable.
    List<Document> parse(String text, ErrorCollector errors);
}
