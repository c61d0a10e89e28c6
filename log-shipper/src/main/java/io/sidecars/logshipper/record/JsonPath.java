package io.sidecars.logshipper.record;

import org.jspecify.annotations.Nullable;

/// Resolves a dotted path in nested JSON objects that are known to be well-formed.
final class JsonPath {
    private final JsonMembers members = new JsonMembers();
    private final Slice found = new Slice();
    private final Slice object = new Slice();

    /// Whether the member is an object, and the path begins with its name and a dot.
    static boolean leadsInto(Slice value, Slice name, byte[] path, int from) {
        int dot = from + name.to() - name.from();
        return dot < path.length && path[dot] == '.' && value.isObject() && name.is(path, from, dot);
    }

    /// On each level, a member whose name is the whole rest of the path is the result. Without one, the search
    /// goes on in the object with the longest matching name. If members have the same name, the last one wins.
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
