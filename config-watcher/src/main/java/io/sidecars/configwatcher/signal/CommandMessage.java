package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.Secret;
import io.sidecars.configwatcher.source.Content;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a program said, in one line for an operator. A program may repeat any part of its configuration that is
/// wrong. Therefore each word that a secret file contains is masked, and all that [KnownSecrets] knows.
final class CommandMessage {
    private static final Pattern QUOTED = Pattern.compile("[^\\s\"'`]{4,}");
    private static final Pattern WORD = Pattern.compile("[^\\s\"'`=:;,()\\[\\]{}<>]{4,}");
    private static final Pattern LETTERS = Pattern.compile("[\\p{L}\\p{N}_-]{4,}");
    /// More than is shown, and little enough to look up every word.
    private static final int LONGEST = 400;

    private final KnownSecrets secrets;

    CommandMessage(KnownSecrets secrets) {
        this.secrets = secrets;
    }

    String of(int exitCode, String output, Content content) {
        return "exit code " + exitCode + ": " + shown(output, content);
    }

    String timedOut(String output, Content content) {
        return "killed at the timeout: " + shown(output, content);
    }

    private String shown(String output, Content content) {
        String text = output.strip();
        if (text.isEmpty()) {
            return "no output";
        }
        // Masked before it is cut: half a secret would not be found.
        List<String> files = content.secret().stream()
                .map(name -> new String(content.files().getOrDefault(name, new byte[0]), UTF_8))
                .toList();
        int end = Math.min(text.length(), LONGEST);
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String shown = text.substring(0, end);
        return secrets.message(masked(masked(masked(shown, QUOTED, files), WORD, files), LETTERS, files), content);
    }

    private static String masked(String text, Pattern word, List<String> files) {
        return word.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        files.stream().anyMatch(file -> file.contains(found.group())) ? Secret.MASK : found.group()));
    }
}
