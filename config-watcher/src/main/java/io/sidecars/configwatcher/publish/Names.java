package io.sidecars.configwatcher.publish;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What may be the names of the files of a version: paths that stay inside, and none of those that readers ignore.
final class Names {
    private Names() {}

    /// @throws IllegalArgumentException with one sentence if not all of them can be files beside each other
    static void check(Set<String> names) {
        for (String name : names) {
            Path path = Path.of(name);
            if (name.isEmpty()
                    || name.startsWith("..")
                    || path.isAbsolute()
                    || !path.normalize().toString().equals(name)) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" cannot be published: a name must be a path that stays inside the directory"
                                + " and does not begin with \"..\"");
            }
            for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
                if (names.contains(parent.toString())) {
                    throw new IllegalArgumentException(
                            "\"" + name + "\" cannot be published: \"" + parent + "\" is a file, so nothing is in it");
                }
            }
        }
    }

    /// The visible ones: a reader finds `a/b` through a link `a`.
    static Set<String> first(Set<String> names) {
        Set<String> first = new TreeSet<>();
        names.forEach(name -> first.add(name.split("/", 2)[0]));
        return first;
    }
}
