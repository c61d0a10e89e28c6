package io.sidecars.logshipper.record;

import java.time.ZoneId;

/// Recognizes the format of each text and never fails:
///
/// - a JSON object;
/// - logfmt, if the text begins with `key=value` and consists mostly of such pairs;
/// - otherwise plain text ([TextParser]).
public final class AutoParser implements Parser {
    private final JsonObjectParser json;
    private final LogfmtParser logfmt;
    private final TextParser text;

    /// @param zone of times that have no offset
    public AutoParser(ZoneId zone) {
        json = new JsonObjectParser(zone);
        logfmt = new LogfmtParser(zone);
        text = new TextParser(zone);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        int first = Json.blanks(bytes, from, to);
        boolean isBrace = first < to && bytes[first] == '{';
        boolean isStructured = isBrace ? json.parse(bytes, from, to, into) : isLogfmt(bytes, from, to, into);
        return isStructured || text.parse(bytes, from, to, into);
    }

    private boolean isLogfmt(byte[] bytes, int from, int to, Fields into) {
        return LogfmtParser.startsWithPair(bytes, from, to)
                && logfmt.parse(bytes, from, to, into)
                && logfmt.hasMostlyPairs();
    }
}
