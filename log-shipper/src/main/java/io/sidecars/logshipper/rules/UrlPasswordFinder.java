package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;

/// Finds the password in `scheme://user:password@host`. It extends to the last `@` before the host ends, so that a
/// password with an unescaped `@` is covered as a whole. The slashes may be escaped as in JSON: `:\/\/`.
final class UrlPasswordFinder extends Finder {
    private static final ByteSet SCHEME = new ByteSet("A-Za-z0-9+.-", false);

    @Override
    boolean find(int begin) {
        if (Swar.indexOf('@', text, begin, to) < 0) {
            return false;
        }
        int colon = Swar.indexOf(':', text, begin, to);
        while (colon >= 0) {
            int authority = afterSlash(afterSlash(colon + 1));
            if (authority >= 0 && colon > begin && SCHEME.has(text[colon - 1]) && password(authority)) {
                return true;
            }
            colon = Swar.indexOf(':', text, colon + 1, to);
        }
        return false;
    }

    /// The index after the slash at `at`, or -1 if there is none.
    private int afterSlash(int at) {
        if (at < 0 || at >= to) {
            return -1;
        }
        int slash = text[at] == '\\' ? at + 1 : at;
        return slash < to && text[slash] == '/' ? slash + 1 : -1;
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
            case '/', '?', '#', '"', '\\', 0x7F -> true;
            default -> b >= 0 && b <= ' ';
        };
    }
}
