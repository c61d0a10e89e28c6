package io.sidecars.logshipper.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/// Names that Loki and Elasticsearch accept. With any other name they would refuse every record. Each parser
/// throws [IllegalArgumentException] with the rule.
final class StoreNames {
    /// Loki's default limit.
    static final int MAX_LABELS = 15;

    private static final int MAX_LABEL_VALUE = 2048;
    private static final int MAX_INDEX = 255;

    private StoreNames() {}

    static String tenant(String text) {
        if (!text.matches("[a-zA-Z0-9!_.*'()-]{1,150}") || text.matches("\\.\\.?")) {
            throw new IllegalArgumentException("must be letters, digits and !-_.*'(), at most 150, not . or ..");
        }
        return text;
    }

    static String label(String text) {
        if (!text.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw new IllegalArgumentException("must be letters, digits and underscores, and not begin with a digit");
        }
        return text;
    }

    static String labelValue(String text) {
        if (length(text) > MAX_LABEL_VALUE) {
            throw new IllegalArgumentException("must be at most " + MAX_LABEL_VALUE + " bytes");
        }
        return text;
    }

    static String index(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))
                || !text.matches("[^-_+\\\\/*?\"<>|,#:\\s][^\\\\/*?\"<>|,#:\\s]*")
                || text.matches("\\.\\.?")
                || length(text) > MAX_INDEX) {
            throw new IllegalArgumentException("must be lower-case, at most 255 bytes, not . or .., not begin with one"
                    + " of - _ +, and have no space and none of \\ / * ? \" < > | , # :");
        }
        return text;
    }

    static String pipeline(String text) {
        if (!text.matches("[^\\s\\\\/?#:]{1,255}")) {
            throw new IllegalArgumentException("must be the name of a pipeline, without spaces and \\ / ? # :");
        }
        return text;
    }

    private static int length(String text) {
        return text.getBytes(UTF_8).length;
    }
}
