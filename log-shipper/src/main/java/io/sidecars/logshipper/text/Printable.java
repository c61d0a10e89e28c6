package io.sidecars.logshipper.text;

import java.util.HexFormat;

/// Text of somebody else for a terminal, which does what control characters say. Those, and what directs or hides
/// the text around it, are shown as JSON escapes them: so JSON stays what it was.
public final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /// One line; only tabs are left as they are.
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::isCommand)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isCommand(character)) {
                for (char half : Character.toChars(character)) {
                    printable.append("\\u").append(HEX.toHexDigits(half));
                }
            } else {
                printable.appendCodePoint(character);
            }
        });
        return printable.toString();
    }

    private static boolean isCommand(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
