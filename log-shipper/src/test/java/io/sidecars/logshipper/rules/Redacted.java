package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// The result of redacting a text in the middle of a buffer, between bytes that must not matter.
record Redacted(String text, int count) {
    static final String AROUND = "1@Bearer 4";

    static Redacted of(String text, RedactionRule... rules) {
        return of(text, new Redaction(List.of(rules)));
    }

    static Redacted of(String text, Redaction redaction) {
        byte[] around = (AROUND + text + AROUND).getBytes(UTF_8);
        int from = AROUND.length();
        int to = around.length - AROUND.length();
        int count = redaction.redact(around, from, to);
        return new Redacted(count == 0 ? text : new String(redaction.bytes(), 0, redaction.length(), UTF_8), count);
    }

    static RedactionRule preset(String name) {
        return RedactionRule.preset(name, RedactionRule.DEFAULT_WITH);
    }

    static RedactionRule pattern(String expression) {
        return RedactionRule.pattern(expression, RedactionRule.DEFAULT_WITH);
    }
}
