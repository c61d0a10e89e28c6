package io.sidecars.configwatcher.publish;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The rules for file names in a version: paths that stay inside it, and none that readers ignore.
final class Names {
    private Names() {}

    /// @throws IllegalArgumentException with one sentence if a name is not allowed, or if a file
    ///     would have to be a directory too
    static void check(Set<String> names) {
        for (String name : names) {
            if (name.equals(Origins.FILE)) {
                continue;
            }
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
                    throw new IllegalArgumentException("\"" + name + "\" cannot be published: \"" + parent
                            + "\" is a file, so it cannot contain another");
                }
            }
        }
    }

    /// The top-level names that readers see: they find `a/b` through a link `a`.
    static Set<String> first(Set<String> names) {
        Set<String> first = new TreeSet<>();
        names.forEach(name -> first.add(name.split("/", 2)[0]));
        first.remove(Origins.FILE);
        return first;
    }
}
