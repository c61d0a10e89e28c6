package io.sidecars.logshipper.rules;

import java.util.List;

/// A set of names: exact names, and prefixes that end in `*`.
record Selection(List<String> names) {
    Selection {
        names = List.copyOf(names);
    }

    boolean has(String name) {
        return names.stream().anyMatch(allowed -> matches(allowed, name));
    }

    private static boolean matches(String allowed, String name) {
        return allowed.endsWith("*")
                ? name.startsWith(allowed.substring(0, allowed.length() - 1))
                : name.equals(allowed);
    }
}
