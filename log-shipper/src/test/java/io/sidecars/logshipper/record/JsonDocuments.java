package io.sidecars.logshipper.record;

import java.util.Random;

/// Random JSON objects, well-formed or with a few characters changed. No member has a well-known name.
public final class JsonDocuments {
    private static final String[] NAMES = {
        "a", "b", "c.d", "", "long name of a member", "\\u0061", "\\n", "é", "\\u00e9", "\\\"", "\\ud83d\\ude00", "😀"
    };
    private static final String[] PIECES = {
        "x",
        "some longer text",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b\\f\\n\\r\\t",
        "\\u0000",
        "\\uABCD",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00",
        "\\u007f\\u0080\\u07ff\\u0800\\uffff",
        "ä€😀",
        "'"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-12.5",
        "0.10",
        "1e5",
        "1E-3",
        "1.5e+10",
        "1e400",
        "98765432109876543210",
        "-1e400",
        "0.0",
        "-0.0",
        "3.141592653589793",
        "0.30000000000000004",
        "90071992547409.93",
        "123456789012345678.9",
        "1234567890123456789.5",
        "999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "5e-324",
        "1e-400"
    };
    private static final String[] BLANKS = {"", "", "", " ", "\t", "\n", "\r", "  "};
    private static final String CHANGES = "{}[]\",:\\/u0123456789abcdefE+-.truefalsn \t\n\u0001\u007f\u00a0é€";

    private final Random random;

    public JsonDocuments(Random random) {
        this.random = random;
    }

    public String valid() {
        return blanks() + object(3) + blanks();
    }

    String mutated() {
        StringBuilder text = new StringBuilder(valid());
        for (int change = random.nextInt(3); change >= 0 && !text.isEmpty(); change--) {
            int at = random.nextInt(text.length());
            char c = CHANGES.charAt(random.nextInt(CHANGES.length()));
            boolean isPair = Character.isSurrogate(text.charAt(at));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, isPair ? text.charAt(at) : c);
                case 1 -> text.insert(Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at, c);
                case 2 -> text.delete(at, isPair ? at : at + 1);
                default -> text.setLength(Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at);
            }
        }
        return text.toString();
    }

    private String object(int depth) {
        StringBuilder text = new StringBuilder("{").append(blanks());
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : "," + blanks());
            text.append('"')
                    .append(any(NAMES))
                    .append('"')
                    .append(blanks())
                    .append(':')
                    .append(blanks());
            text.append(value(depth)).append(blanks());
        }
        return text.append('}').toString();
    }

    private String array(int depth) {
        StringBuilder text = new StringBuilder("[").append(blanks());
        int elements = random.nextInt(4);
        for (int i = 0; i < elements; i++) {
            text.append(i == 0 ? "" : "," + blanks()).append(value(depth)).append(blanks());
        }
        return text.append(']').toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> any(NUMBERS);
            case 1 -> any(new String[] {"true", "false", "null"});
            case 2, 3 -> string();
            case 4 -> object(depth - 1);
            default -> array(depth - 1);
        };
    }

    private String string() {
        StringBuilder text = new StringBuilder("\"");
        for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
            text.append(any(PIECES));
        }
        return text.append('"').toString();
    }

    private String blanks() {
        return any(BLANKS);
    }

    private String any(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
