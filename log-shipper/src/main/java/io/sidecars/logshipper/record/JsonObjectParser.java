package io.sidecars.logshipper.record;

import java.time.ZoneId;

/// Parses one JSON object (strictly RFC 8259), optionally surrounded by whitespace. Its members become fields,
/// whose values stay as written. If members have the same name, the last one wins. More than 64 levels of nesting
/// do not parse.
public final class JsonObjectParser implements Parser {
    private final JsonMembers members = new JsonMembers();
    private final WellKnownFields wellKnown;

    /// @param zone of times that have no offset
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
