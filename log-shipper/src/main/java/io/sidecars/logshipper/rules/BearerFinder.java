package io.sidecars.logshipper.rules;

import io.sidecars.logshipper.bytes.Swar;

/// Finds the credentials in `Bearer <token>` and in `Authorization: Basic <credentials>`. The header may be
/// printed with a colon or an equals sign, and with quotes, brackets or backslashes before `Basic`. Any white
/// space separates. Case is ignored.
final class BearerFinder extends Finder {
    private static final String BEARER = "bearer";
    private static final String BASIC = "basic";
    private static final String AUTHORIZATION = "authorization";
    private static final int MAX_BETWEEN = 8;
    private static final ByteSet BETWEEN = new ByteSet(" \t:='\"[\\", false);
    private static final ByteSet SPACE = new ByteSet(" \t\n\u000B\f\r", false);
    private static final ByteSet TOKEN = new ByteSet("A-Za-z0-9._~+/=-", false);

    @Override
    boolean find(int begin) {
        int space = Swar.indexOfBlank(text, begin, to);
        while (space >= 0) {
            int token = SPACE.skip(text, space, to);
            if (token == space) { // another control character
                space = Swar.indexOfBlank(text, space + 1, to);
                continue;
            }
            if (isAnnounced(begin, space)) {
                token = afterSchemes(token);
                int end = TOKEN.skip(text, token, to);
                if (end > token) {
                    return match(token, end);
                }
            }
            space = Swar.indexOfBlank(text, token, to);
        }
        return false;
    }

    /// Programs that add a scheme to credentials that have one already print `Bearer Bearer <token>`.
    private int afterSchemes(int begin) {
        int token = begin;
        while (true) {
            int end = TOKEN.skip(text, token, to);
            int next = SPACE.skip(text, end, to);
            if (next == end || !isScheme(token, end)) {
                return token;
            }
            token = next;
        }
    }

    private boolean isScheme(int begin, int end) {
        return (end - begin == BEARER.length() && endsWith(BEARER, begin, end))
                || (end - begin == BASIC.length() && endsWith(BASIC, begin, end));
    }

    private boolean isAnnounced(int begin, int end) {
        if (endsWith(BEARER, begin, end)) {
            return true;
        }
        if (!endsWith(BASIC, begin, end)) {
            return false;
        }
        int betweenEnd = end - BASIC.length();
        int between = BETWEEN.skipBack(text, Math.max(begin, betweenEnd - MAX_BETWEEN), betweenEnd);
        return between < betweenEnd && endsWith(AUTHORIZATION, begin, between);
    }

    private boolean endsWith(String lowerCase, int begin, int end) {
        int start = end - lowerCase.length();
        if (start < begin) {
            return false;
        }
        for (int i = lowerCase.length() - 1; i >= 0; i--) {
            if ((text[start + i] | 0x20) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
