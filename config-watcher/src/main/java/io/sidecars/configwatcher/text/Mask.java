package io.sidecars.configwatcher.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Masks secrets that a text from outside repeats: as they are, on one line, or escaped as in JSON, HTML or a
/// URL. The beginning of a secret at the end of the text is masked too, because the text may have been cut there.
public final class Mask {
    private static final String MASK = "****";
    /// Shorter secrets are not masked: they would match ordinary text.
    private static final int SHORTEST = 4;

    private static final List<String> CUT = List.of("", "…", "...", "\"", "'", "\"}");

    private final List<String> forms;

    public Mask(Collection<String> secrets) {
        forms = secrets.stream()
                .flatMap(Mask::forms)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// Whether the text has anything to do with this secret. Cheap, to select from many secrets.
    public static boolean touches(String text, String secret) {
        return forms(secret).anyMatch(form -> text.contains(form) || beginning(text, form) > 0);
    }

    /// The text with `****` for each secret.
    public String apply(String text) {
        String masked = text;
        for (String form : forms) {
            masked = masked.replace(form, MASK);
        }
        for (String form : forms) {
            int length = beginning(masked, form);
            if (length > 0) {
                return masked.substring(0, masked.length() - length) + MASK;
            }
        }
        return masked;
    }

    private static Stream<String> forms(String secret) {
        String whole = secret.strip();
        if (whole.length() < SHORTEST) {
            return Stream.empty();
        }
        if (whole.chars().allMatch(Mask::isNeverEscaped)) {
            return Stream.of(whole);
        }
        String json = whole.replace("\\", "\\\\").replace("\"", "\\\"");
        return Stream.of(
                        whole,
                        whole.replaceAll("\\p{Cntrl}+", " "),
                        json,
                        json.replace("/", "\\/"),
                        ascii(json, "%04x"),
                        ascii(json, "%04X"),
                        html(whole),
                        html(whole).replace("'", "&#39;").replace("&quot;", "&#34;"),
                        URLEncoder.encode(whole, UTF_8),
                        URLEncoder.encode(whole, UTF_8).replace("+", "%20"))
                .distinct();
    }

    private static boolean isNeverEscaped(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || "-_.".indexOf(character) >= 0);
    }

    /// As JSON libraries write it that escape everything outside ASCII.
    private static String ascii(String json, String hex) {
        return json.chars()
                .mapToObj(
                        character -> character < 128 ? Character.toString(character) : "\\u" + hex.formatted(character))
                .collect(Collectors.joining());
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// How much of the end of the text is the beginning of the secret, with what was put there when it was cut.
    private static int beginning(String text, String form) {
        for (String end : CUT) {
            if (text.endsWith(end)) {
                int until = text.length() - end.length();
                for (int length = Math.min(form.length() - 1, until); length >= SHORTEST; length--) {
                    if (text.regionMatches(until - length, form, 0, length)) {
                        return length + end.length();
                    }
                }
            }
        }
        return 0;
    }
}
