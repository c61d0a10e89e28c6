package io.sidecars.logshipper.catalog;

import org.jspecify.annotations.Nullable;

/// Recognizes by its first bytes a file that cannot be tailed: UTF-16, UTF-32, compressed.
final class UnsupportedContent {
    static final int LENGTH = 6;

    private UnsupportedContent() {}

    /// Why the file cannot be tailed, in one sentence; null if it can.
    static @Nullable String of(byte[] start) {
        if (startsWith(start, 0xFE, 0xFF) || startsWith(start, 0xFF, 0xFE) || startsWith(start, 0, 0, 0xFE, 0xFF)) {
            return "it is UTF-16 or UTF-32, in which a line end is not a single byte: write UTF-8";
        }
        if (startsWith(start, 0x1F, 0x8B)
                || startsWith(start, 0x28, 0xB5, 0x2F, 0xFD)
                || startsWith(start, 'B', 'Z', 'h')
                || startsWith(start, 0xFD, '7', 'z', 'X', 'Z')) {
            return "it is compressed: exclude it; its lines were read from the original file";
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
