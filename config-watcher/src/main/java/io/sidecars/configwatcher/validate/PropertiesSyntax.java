package io.sidecars.configwatcher.validate;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The format of [Properties], without duplicate keys. It has no documents for a schema.
final class PropertiesSyntax implements Syntax {
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("(?s)[ \t\f]*([#!].*)?");
    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(u[0-9a-fA-F]{4}|(?<malformed>u)|.)");

    @Override
    public List<Document> read(String text, Flaws flaws) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            flaws.add(new Place(1, 1), "must not start with a byte order mark");
        }
        String[] lines = LINE_BREAK.split(text, -1);
        Set<String> keys = new HashSet<>();
        for (int first = 0, end; first < lines.length; first = end) {
            end = first + 1;
            if (COMMENT_OR_BLANK.matcher(lines[first]).matches()) {
                continue;
            }
            while (end < lines.length && goesOn(lines[end - 1])) {
                end++;
            }
            read(lines, first, end, keys, flaws);
        }
        return List.of();
    }

    /// Whether the line break is escaped: a backslash before it that is not itself escaped.
    private static boolean goesOn(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    /// Reads one key with its value, which may go on over several lines. The JDK is the judge.
    private static void read(String[] lines, int first, int end, Set<String> keys, Flaws flaws) {
        Properties entry = new Properties();
        try {
            entry.load(new StringReader(String.join("\n", Arrays.asList(lines).subList(first, end))));
        } catch (IllegalArgumentException e) {
            flaws.add(malformed(lines, first, end), "must have four hexadecimal digits after \\u");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        entry.stringPropertyNames().forEach(key -> {
            if (!keys.add(key)) {
                flaws.add(start(lines, first), "must not have the same key twice");
            }
        });
    }

    private static Place malformed(String[] lines, int first, int end) {
        for (int line = first; line < end; line++) {
            Matcher escape = ESCAPE.matcher(lines[line]);
            while (escape.find()) {
                if (escape.group("malformed") != null) {
                    return new Place(line + 1, escape.start() + 1);
                }
            }
        }
        return start(lines, first);
    }

    private static Place start(String[] lines, int line) {
        String text = lines[line];
        return new Place(line + 1, text.length() - text.stripLeading().length() + 1);
    }
}
