package io.sidecars.configwatcher.validate;

import java.util.List;

/// Reads a text strictly.
interface Syntax {
    int DEEPEST = 100;
    int MOST_VALUES = 100_000;
    int MOST_DIGITS = 1_000;
    String BYTE_ORDER_MARK = "\uFEFF";
    String BEYOND = "goes beyond what can be checked: " + DEEPEST + " levels, " + MOST_VALUES + " values and "
            + MOST_DIGITS + " digits of a number";

    /// The documents of the text. If there are flaws, they mean nothing.
    List<Document> read(String text, ErrorCollector flaws);
}
