package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.sidecars.logshipper.bytes.BytePattern;
import io.sidecars.logshipper.bytes.BytesAsChars;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// Turns the named groups of an RE2 pattern's first match into fields. A group that did not take part in the match
/// gives no field.
///
/// Matching takes linear time, so no pattern and no text can hang it. Patterns match bytes: `.` and a character
/// class match one byte, and a group that begins or ends within a character is widened to the whole character.
public final class RegexParser implements Parser {
    private final BytesAsChars text = new BytesAsChars();
    private final Slice value = new Slice();
    private final Matcher matcher;
    private final int[] groups;
    private final Slice[] names;
    private final WellKnownFields wellKnown;

    /// @param zone of times that have no offset
    /// @throws IllegalArgumentException if the pattern cannot be used; the message says why
    public RegexParser(String pattern, ZoneId zone) {
        Pattern compiled = BytePattern.compile(pattern);
        List<Map.Entry<String, Integer>> named = compiled.namedGroups().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("has no named group");
        }
        if (named.size() > Fields.MAX) {
            throw new IllegalArgumentException("has more than " + Fields.MAX + " named groups");
        }
        matcher = compiled.matcher(text);
        groups = named.stream().mapToInt(Map.Entry::getValue).toArray();
        names = named.stream().map(group -> name(group.getKey())).toArray(Slice[]::new);
        wellKnown = new WellKnownFields(zone);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        into.reset(bytes, from, to);
        text.show(bytes, from, to);
        if (!matcher.reset(text).find()) {
            return false;
        }
        for (int i = 0; i < groups.length; i++) {
            int start = matcher.start(groups[i]);
            if (start >= 0) {
                int valueFrom = characterStart(bytes, from + start, from, to);
                int valueTo = characterEnd(bytes, from + matcher.end(groups[i]), to);
                value.set(bytes, valueFrom, valueTo, Kind.TEXT);
                into.put(names[i], value);
            }
        }
        wellKnown.assign(into);
        return true;
    }

    private static int characterStart(byte[] bytes, int index, int from, int to) {
        int at = index;
        while (at > from && at < to && isContinuation(bytes[at])) {
            at--;
        }
        return at;
    }

    private static int characterEnd(byte[] bytes, int index, int to) {
        int at = index;
        while (at < to && isContinuation(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static Slice name(String group) {
        byte[] bytes = group.getBytes(US_ASCII);
        Slice name = new Slice();
        name.set(bytes, 0, bytes.length, Kind.JSON_STRING);
        return name;
    }
}
