package io.sidecars.logshipper.output;

import java.util.Random;

/// Texts with everything that a format may trip over.
public final class RandomText {
    private static final String[] PIECES = {
        "plain text ",
        "\"",
        "\\",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u001f",
        "\u007f",
        "é",
        "中",
        "😀",
        "\u2028",
        "\u0085",
        "\"}}\n{\"create\":{\"_id\":\"0\"}}\n",
        "\"],[\"0\",\"",
        "}]}]}",
        "{",
        "[",
        ",",
        "\\u0041",
        "null"
    };

    private final Random random;

    public RandomText(Random random) {
        this.random = random;
    }

    public String next() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
