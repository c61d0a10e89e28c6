package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Compares each preset with a slow one that uses regular expressions, on random texts.
class PresetsTest {
    private static final int TEXTS = 30_000;
    /// The longest numbers first.
    private static final List<Pattern> CARDS = IntStream.iterate(19, digits -> digits >= 13, digits -> digits - 1)
            .mapToObj(
                    digits -> Pattern.compile("(?<![0-9])[2-9](?:[ -]?[0-9]){" + (digits - 1) + "}(?![0-9]|\\.[0-9])"))
            .toList();

    @Test
    void emailFindsWhatTheExpressionFinds() {
        String local = "[A-Za-z0-9._%+\\-\\x80-\\xff]+";
        String label = "[A-Za-z0-9\\-\\x80-\\xff]+";
        Pattern email = Pattern.compile(local + "@" + label + "(?:\\." + label + ")*\\.[A-Za-z\\x80-\\xff]" + label);

        compare(
                "email",
                List.of("@", "@b", "@c.de", ".com", ".", "a", "bc", "1", "é", "-", " ", "_", "%", "=", "\""),
                text -> replace(text, email.matcher(text).results().toList(), 0));
    }

    @Test
    void bearerFindsWhatTheExpressionFinds() {
        Pattern bearer = Pattern.compile("(?i)(?:bearer|authorization[ \\t:='\"\\[\\\\]{1,8}basic)[ \\t\\r\\n]+"
                + "(?:(?:bearer|basic)[ \\t\\r\\n]+)*+([A-Za-z0-9._~+/=\\-]+)");

        compare(
                "bearer",
                List.of(
                        "Bearer",
                        "bEARER",
                        "Authorization",
                        "basic",
                        "Basic",
                        " ",
                        " ",
                        ":",
                        "=",
                        "\"",
                        "\t",
                        "\r\n",
                        "[[[",
                        "a",
                        "Z9._~+/=-",
                        "é",
                        "@",
                        "b"),
                text -> replace(text, bearer.matcher(text).results().toList(), 1));
    }

    @Test
    void urlPasswordFindsWhatTheExpressionFinds() {
        String inAuthority = "[^\\x00-\\x20/?#\"\\x7f]";
        String inUser = "[^\\x00-\\x20/?#\"\\x7f:]";
        Pattern url = Pattern.compile("[A-Za-z0-9+.\\-]://" + inUser + "*:(" + inAuthority + "+)@");

        compare(
                "url-password",
                List.of(
                        "a://", "b://u:", "://", "c:@", ":", ":", "@", "@", "/", "a", "é", "?", "#", " ", "\"", "+",
                        "\u007f"),
                text -> replace(text, url.matcher(text).results().toList(), 1));
    }

    @Test
    void cardFindsWhatTheExpressionFinds() {
        compare(
                "card",
                List.of(
                        "4111",
                        "1111",
                        "11111111",
                        "4",
                        "0",
                        "5",
                        "9",
                        " ",
                        " ",
                        "-",
                        ".",
                        "a",
                        "\"",
                        "é",
                        "378282246310005",
                        "4111111111111111",
                        "6011 0009 9013 9424"),
                PresetsTest::withoutCards);
    }

    private static void compare(String preset, List<String> pieces, UnaryOperator<String> slow) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Redaction redaction = new Redaction(List.of(RedactionRule.preset(preset, "<>")));
        int replaced = 0;
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder built = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                built.append(pieces.get(random.nextInt(pieces.size())));
            }
            String text = built.toString();

            Redacted redacted = Redacted.of(text, redaction);

            String expected = new String(slow.apply(latin1(text)).getBytes(ISO_8859_1), UTF_8);
            assertThat(redacted.text()).as("seed %d: %s", seed, text).isEqualTo(expected);
            replaced += redacted.count();
        }
        assertThat(replaced).as("replacements").isGreaterThan(TEXTS / 20);
    }

    private static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private static String replace(String text, List<MatchResult> matches, int group) {
        StringBuilder result = new StringBuilder();
        int copied = 0;
        for (MatchResult match : matches) {
            result.append(text, copied, match.start(group)).append("<>");
            copied = match.end(group);
        }
        return result.append(text.substring(copied)).toString();
    }

    private static String withoutCards(String text) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = cardEnd(text, at);
            boolean fraction = at > 1 && text.charAt(at - 1) == '.' && Character.isDigit(text.charAt(at - 2));
            if (end > 0 && !fraction) {
                result.append("<>");
                at = end;
            } else {
                result.append(text.charAt(at++));
            }
        }
        return result.toString();
    }

    private static int cardEnd(String text, int at) {
        for (Pattern length : CARDS) {
            Matcher matcher = length.matcher(text).region(at, text.length()).useTransparentBounds(true);
            if (matcher.lookingAt() && luhn(matcher.group().replaceAll("[ -]", ""))) {
                return matcher.end();
            }
        }
        return 0;
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(digits.length() - 1 - i), 10);
            sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
        }
        return sum % 10 == 0;
    }
}
