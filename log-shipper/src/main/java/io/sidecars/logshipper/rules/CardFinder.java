package io.sidecars.logshipper.rules;

/// Finds payment card numbers: 13 to 19 digits with a correct Luhn check digit, optionally with single spaces or
/// hyphens between them. A part of a longer or fractional number is not a card number. Neither is a number that
/// begins with 0 or 1: times in milliseconds do, and every tenth has a correct check digit by chance.
final class CardFinder extends Finder {
    private static final int MIN_DIGITS = 13;
    private static final int MAX_DIGITS = 19;
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
        while (start <= to - MIN_DIGITS) {
            // A byte that a card number cannot contain rules out every start before it, so most bytes are never read.
            int possible = DIGIT_OR_SEPARATOR.skipBack(text, start, start + MIN_DIGITS);
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
        boolean fraction = at - 2 >= from && text[at - 1] == '.' && DIGIT.has(text[at - 2]);
        return !fraction && (at == from || !DIGIT.has(text[at - 1]));
    }

    /// The end of the longest card number that begins here, or -1.
    private int numberEnd(int start) {
        int longest = -1;
        int digits = 0;
        // Which digits are doubled depends on how many digits follow, so both sums are kept.
        int evenDoubled = 0;
        int oddDoubled = 0;
        for (int i = start; i < to && digits < MAX_DIGITS; i++) {
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
            if (digits >= MIN_DIGITS && sum % 10 == 0 && isEnd(i + 1)) {
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
