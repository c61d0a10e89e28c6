package io.sidecars.logshipper.rules;

/// Payment card numbers: 13 to 19 digits, single spaces or hyphens between them, with the check digit of Luhn.
/// Not a part of longer or fractional numbers, and not beginning with 0 or 1: those are times in milliseconds, of
/// which every tenth has a fitting check digit.
final class CardFinder extends Finder {
    private static final int FEWEST = 13;
    private static final int MOST = 19;
    private static final ByteSet DIGIT = new ByteSet("0-9", false);
    private static final ByteSet DIGIT_OR_SEPARATOR = new ByteSet("0-9 -", false);
    private static final ByteSet FIRST = new ByteSet("2-9", false);

    private final JsonNumbers numbers = new JsonNumbers();
    private boolean bare;

    @Override
    void begin(byte[] newText, int newFrom, int newTo) {
        numbers.begin(newText, newFrom, newTo);
        super.begin(newText, newFrom, newTo);
    }

    @Override
    boolean isBareJson() {
        return bare;
    }

    @Override
    boolean find(int begin) {
        int start = begin;
        while (start <= to - FEWEST) {
            // A byte that no number can hold rules out every start before it, so most bytes are never looked at.
            int possible = DIGIT_OR_SEPARATOR.skipBack(text, start, start + FEWEST);
            if (possible > start) {
                start = possible;
                continue;
            }
            int end = isStart(start) ? numberEnd(start) : -1;
            if (end >= 0) {
                bare = numbers.contains(start);
                return bare ? match(numbers.start(start), Math.max(end, numbers.end(start))) : match(start, end);
            }
            start++;
        }
        return false;
    }

    private boolean isStart(int at) {
        if (!FIRST.has(text[at])) {
            return false;
        }
        int escapeEnd = JsonEscape.endOf(text, from, at, to);
        if (escapeEnd >= 0) {
            return escapeEnd == at;
        }
        boolean fraction = at - 2 >= from && text[at - 1] == '.' && DIGIT.has(text[at - 2]);
        return !fraction && (at == from || !DIGIT.has(text[at - 1]));
    }

    /// The end of the longest card number that begins here, or -1.
    private int numberEnd(int start) {
        int longest = -1;
        int digits = 0;
        // Which digits are doubled depends on how many follow: both sums are kept.
        int evenDoubled = 0;
        int oddDoubled = 0;
        for (int i = start; i < to && digits < MOST; i++) {
            if (!DIGIT.has(text[i])) {
                if (!DIGIT_OR_SEPARATOR.has(text[i]) || !DIGIT.has(text[i - 1])) {
                    break;
                }
                continue;
            }
            int digit = text[i] - '0';
            int doubled = digit < 5 ? digit * 2 : digit * 2 - 9;
            evenDoubled += digits % 2 == 0 ? doubled : digit;
            oddDoubled += digits % 2 == 0 ? digit : doubled;
            digits++;
            int sum = digits % 2 == 0 ? evenDoubled : oddDoubled;
            if (digits >= FEWEST && sum % 10 == 0 && isEnd(i + 1)) {
                longest = i + 1;
            }
        }
        return longest;
    }

    private boolean isEnd(int at) {
        if (at == to) {
            return true;
        }
        boolean fraction = text[at] == '.' && at + 1 < to && DIGIT.has(text[at + 1]);
        return !fraction && !DIGIT.has(text[at]);
    }
}
