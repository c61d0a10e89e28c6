package io.sidecars.logshipper.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Expands environment variables in configuration values: `${NAME}`, `${NAME:-default}`, and `$$` for a dollar
/// sign. They are expanded after the YAML is parsed, so a variable cannot change the structure of the document.
final class Variables {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?}|\\$\\{");

    /// The variables that Kubernetes sets for a Service whose name begins like our prefix; see
    /// `enableServiceLinks`.
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private final Map<String, String> environment;
    private final Set<String> read = new HashSet<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /// @throws IllegalArgumentException if a variable is neither set nor has a default
    String expand(String text) {
        return text.indexOf('$') < 0
                ? text
                : REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(), found)));
    }

    /// The variables that a text refers to.
    static List<String> names(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(found -> found.group("name"))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private String value(String reference, MatchResult found) {
        if (reference.equals("$$")) {
            return "$";
        }
        String name = found.group("name");
        if (name == null) {
            throw new IllegalArgumentException("\"${\" must be followed by a variable name and \"}\"");
        }
        read.add(name);
        String value = environment.get(name);
        String fallback = found.group("default");
        if (value != null && !(value.isEmpty() && fallback != null)) {
            return value;
        }
        if (fallback == null) {
            throw new IllegalArgumentException("variable " + name + " is not set and has no default");
        }
        return fallback;
    }

    /// Rejects a variable with our prefix that nothing has read: a misspelled name would be ignored otherwise.
    void requireAllRead(String prefix, Set<String> readElsewhere) {
        environment.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .filter(name -> !read.contains(name) && !readElsewhere.contains(name))
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new InvalidConfigException("environment variable " + name + " is set, but nothing reads it");
                });
    }
}
