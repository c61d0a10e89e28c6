package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;

/// Finds the password in `scheme://user:password@host`. It extends to the last `@` before the host ends, so that a
/// password with an unescaped `@` is covered as a whole.
final class UrlPasswordFinder extends Finder {
    private static final ByteSet SCHEME = new ByteSet("A-Za-z0-9+.-", false);

    @Override
    boolean find(int begin) {
        if (Swar.indexOf('@', text, begin, to) < 0) {
            return false;
        }
        int colon = Swar.indexOf(':', text, begin, to);
        while (colon >= 0) {
            if (colon > begin && SCHEME.has(text[colon - 1]) && hasSlashes(colon + 1) && password(colon + 3)) {
                return true;
            }
            colon = Swar.indexOf(':', text, colon + 1, to);
        }
        return false;
    }

    private boolean hasSlashes(int at) {
        return at + 1 < to && text[at] == '/' && text[at + 1] == '/';
    }

    private boolean password(int authority) {
        int firstColon = -1;
        int lastAt = -1;
        for (int i = authority; i < to && !endsAuthority(text[i]); i++) {
            if (text[i] == ':' && firstColon < 0) {
                firstColon = i;
            }
            if (text[i] == '@') {
                lastAt = i;
            }
        }
        return firstColon >= 0 && firstColon + 1 < lastAt && match(firstColon + 1, lastAt);
    }

    private static boolean endsAuthority(byte b) {
        return switch (b) {
            case '/', '?', '#', '"', 0x7F -> true;
            default -> b >= 0 && b <= ' ';
        };
    }
}
