package io.sidecars.configwatcher.validate;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Parses the format of [Properties]; duplicate keys are errors. It yields no documents, so it takes no schema.
///
/// The JDK parses the text and reports entries without positions. The entries are therefore matched, in order,
/// with the lines on which an entry starts.
final class PropertiesSyntax implements Syntax {
    private static final Pattern COMMENT_OR_BLANK = Pattern.compile("(?s)[ \t\f]*([#!].*)?");
    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(u[0-9a-fA-F]{4}|(?<malformed>u)|.)");

    @Override
    public List<Document> parse(String text, ErrorCollector errors) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            errors.add(new Position(1, 1), "must not start with a byte order mark");
        }
        List<Position> starts = starts(text.lines());
        if (starts.size() > MOST_VALUES) {
            errors.add(starts.getLast(), LIMITS_EXCEEDED);
            return List.of();
        }
        List<Position> read = new ArrayList<>();
        Properties entries = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                Position position = start(starts, read.size());
                read.add(position);
                if (containsKey(key)) {
                    errors.add(position, "duplicate key");
                }
                return super.put(key, value);
            }
        };
        try {
            entries.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            errors.add(malformed(text, start(starts, read.size())), "must have four hexadecimal digits after \\u");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of();
    }

    private static List<Position> starts(Stream<String> lines) {
        List<Position> starts = new ArrayList<>();
        boolean isContinued = false;
        int number = 0;
        for (Iterator<String> i = lines.iterator(); i.hasNext() && starts.size() <= MOST_VALUES; ) {
            String line = i.next();
            number++;
            boolean isStart = !isContinued && !COMMENT_OR_BLANK.matcher(line).matches();
            if (isStart) {
                starts.add(
                        new Position(number, line.length() - line.stripLeading().length() + 1));
            }
            isContinued = (isStart || isContinued) && continues(line);
        }
        return starts;
    }

    private static Position start(List<Position> starts, int entry) {
        return entry < starts.size() ? starts.get(entry) : Position.UNKNOWN;
    }

    /// Whether the entry continues on the next line: the line ends with a backslash that is not itself escaped.
    private static boolean continues(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    /// Finds the malformed escape, which may be on a later line than the start of its entry.
    private static Position malformed(String text, Position start) {
        int number = Math.max(0, start.line() - 1);
        for (String line : (Iterable<String>) text.lines().skip(number)::iterator) {
            number++;
            Matcher escape = ESCAPE.matcher(line);
            while (escape.find()) {
                if (escape.group("malformed") != null) {
                    return new Position(number, escape.start() + 1);
                }
            }
        }
        return start;
    }
}
