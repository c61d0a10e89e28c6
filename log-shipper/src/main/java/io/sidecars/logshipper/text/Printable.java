package io.sidecars.logshipper.text;

import java.util.HexFormat;

/// Makes text from outside safe to print on a terminal, which would obey control characters in it. Control
/// characters, and characters that change the direction of the text around them or hide it, are written as JSON
/// escapes, so JSON keeps its meaning.
public final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /// The text as one line; tabs remain.
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::isUnsafe)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isUnsafe(character)) {
                for (char unit : Character.toChars(character)) {
                    printable.append("\\u").append(HEX.toHexDigits(unit));
                }
            } else {
                printable.appendCodePoint(character);
            }
        });
        return printable.toString();
    }

    private static boolean isUnsafe(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
