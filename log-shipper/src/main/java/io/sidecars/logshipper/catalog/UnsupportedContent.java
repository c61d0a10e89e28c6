package io.sidecars.logshipper.catalog;

import org.jspecify.annotations.Nullable;

/// What the first bytes of a file tell of files that hold no lines of text, or not in a form that can be tailed.
final class UnsupportedContent {
    static final int LENGTH = 6;

    private UnsupportedContent() {}

    /// One sentence, null for a file that can be read.
    static @Nullable String of(byte[] start) {
        if (startsWith(start, 0xFE, 0xFF) || startsWith(start, 0xFF, 0xFE) || startsWith(start, 0, 0, 0xFE, 0xFF)) {
            return "it is UTF-16 or UTF-32, whose line ends are not single bytes: write UTF-8";
        }
        if (startsWith(start, 0x1F, 0x8B)
                || startsWith(start, 0x28, 0xB5, 0x2F, 0xFD)
                || startsWith(start, 'B', 'Z', 'h')
                || startsWith(start, 0xFD, '7', 'z', 'X', 'Z')) {
            return "it is compressed: exclude it; what was in it before it was compressed is read from the original";
        }
        return null;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
