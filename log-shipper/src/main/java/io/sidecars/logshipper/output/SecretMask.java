package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Secret;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Masks secrets in a one-line text from a receiver or a library, and shortens it.
final class SecretMask {
    /// Shorter values would mask ordinary words.
    private static final int SHORTEST = 4;

    private static final int REASON_LENGTH = 200;

    private final List<String> secrets;

    SecretMask(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .flatMap(SecretMask::forms)
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// The secret as it appears in one line, in JSON, and in a URL.
    private static Stream<String> forms(String secret) {
        String line = secret.replaceAll("\\s+", " ");
        String json = line.replace("\\", "\\\\").replace("\"", "\\\"");
        return Stream.of(line, json, ascii(json, "%04x"), ascii(json, "%04X"), RequestUri.encoded(secret));
    }

    /// As JSON libraries write it that escape everything outside ASCII.
    private static String ascii(String json, String hex) {
        return json.chars()
                .mapToObj(
                        character -> character < 128 ? Character.toString(character) : "\\u" + hex.formatted(character))
                .collect(Collectors.joining());
    }

    String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, Secret.MASK);
        }
        masked = withoutBeginnings(masked);
        return masked.substring(0, Math.min(masked.length(), REASON_LENGTH));
    }

    /// A text that was cut may end inside a secret.
    private String withoutBeginnings(String text) {
        for (String secret : secrets) {
            for (int length = secret.length() - 1; length >= SHORTEST; length--) {
                if (text.regionMatches(text.length() - length, secret, 0, length)) {
                    return text.substring(0, text.length() - length) + Secret.MASK;
                }
            }
        }
        return text;
    }

    Verdict apply(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.PartlyAccepted(long rejected, String why) -> new Verdict.PartlyAccepted(rejected, apply(why));
            case Verdict.Rejected(int status, String why) -> new Verdict.Rejected(status, apply(why));
            case Verdict.TooLarge(int status, String why) -> new Verdict.TooLarge(status, apply(why));
            case Verdict.Misconfigured(int status, String why) -> new Verdict.Misconfigured(status, apply(why));
            case Verdict.Retry(var delay, String why, boolean suspect) -> new Verdict.Retry(delay, apply(why), suspect);
            case Verdict.PerRecord(List<Verdict> verdicts) ->
                new Verdict.PerRecord(verdicts.stream().map(this::apply).toList());
        };
    }
}
