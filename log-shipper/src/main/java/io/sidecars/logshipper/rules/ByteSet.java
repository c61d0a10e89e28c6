package io.sidecars.logshipper.rules;

/// A set of bytes, written like a character class: `a-z0-9_`. A hyphen at the end is a member itself.
final class ByteSet {
    private final boolean[] members = new boolean[256];

    /// @param nonAscii whether all bytes outside ASCII are members
    ByteSet(String ascii, boolean nonAscii) {
        for (int i = 0; i < ascii.length(); i++) {
            char first = ascii.charAt(i);
            char last = first;
            if (i + 2 < ascii.length() && ascii.charAt(i + 1) == '-') {
                i += 2;
                last = ascii.charAt(i);
            }
            for (int c = first; c <= last; c++) {
                members[c] = true;
            }
        }
        for (int b = 0x80; b <= 0xFF; b++) {
            members[b] = nonAscii;
        }
    }

    boolean has(byte b) {
        return members[b & 0xFF];
    }

    /// The index of the first byte in `[from, to)` that is not a member, or `to`.
    int skip(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && has(bytes[i])) {
            i++;
        }
        return i;
    }

    /// The index at which the members that end at `to` begin, but not less than `from`.
    int skipBack(byte[] bytes, int from, int to) {
        int i = to;
        while (i > from && has(bytes[i - 1])) {
            i--;
        }
        return i;
    }
}
