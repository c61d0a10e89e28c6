package io.sidecars.logshipper.record;

import org.jspecify.annotations.Nullable;

/// Follows a dotted name into nested objects that are known to be well-formed.
final class JsonPath {
    private final JsonMembers members = new JsonMembers();
    private final Slice found = new Slice();
    private final Slice object = new Slice();

    /// Whether the member is an object whose name, and a dot, begin the path.
    static boolean leadsInto(Slice value, Slice name, byte[] path, int from) {
        int dot = from + name.to() - name.from();
        return dot < path.length && path[dot] == '.' && value.isObject() && name.is(path, from, dot);
    }

    /// On each level a member with the whole rest of the path as its name, else the object with the longest name
    /// that fits. Of members with the same name the last one counts.
    @Nullable
    Slice find(Slice start, byte[] path, int from) {
        object.set(start);
        int rest = from;
        while (true) {
            boolean isFound = false;
            int longest = -1;
            members.begin(object.bytes(), object.from(), object.to());
            while (members.next()) {
                Slice name = members.name();
                int length = name.to() - name.from();
                if (name.is(path, rest, path.length)) {
                    found.set(members.value());
                    isFound = true;
                } else if (length >= longest && leadsInto(members.value(), name, path, rest)) {
                    object.set(members.value());
                    longest = length;
                }
            }
            if (isFound) {
                return found;
            }
            if (longest < 0) {
                return null;
            }
            rest += longest + 1;
        }
    }
}
