package io.sidecars.logshipper.record;

import java.time.ZoneId;

/// One JSON object, strictly as RFC 8259 has it, with blanks around it allowed. Its members become fields as they
/// are written; of members with the same name the last one counts. Objects deeper than 64 levels do not parse.
public final class JsonObjectParser implements Parser {
    private final JsonMembers members = new JsonMembers();
    private final WellKnownFields wellKnown;

    /// @param zone of times without an offset
    public JsonObjectParser(ZoneId zone) {
        wellKnown = new WellKnownFields(zone);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        into.reset(bytes, from, to);
        members.begin(bytes, from, to);
        while (members.next()) {
            if (!into.put(members.name(), members.value())) {
                into.reset(bytes, from, to);
                return false;
            }
        }
        if (!members.isComplete()) {
            into.reset(bytes, from, to);
            return false;
        }
        wellKnown.assign(into);
        return true;
    }
}
