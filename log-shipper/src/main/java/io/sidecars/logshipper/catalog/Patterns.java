package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Input;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The globs of all inputs. They say which input a path belongs to, and which directories must be listed to find
/// such paths.
final class Patterns {
    /// @param pruned directories below which everything is excluded
    private record Rule(Input input, List<Include> include, List<PathMatcher> exclude, List<PathMatcher> pruned) {
        @Nullable
        Root root(Path path) {
            for (Include glob : include) {
                if (glob.matcher.matches(path)) {
                    return exclude.stream().anyMatch(excluded -> excluded.matches(path)) ? null : glob.root;
                }
            }
            return null;
        }

        boolean leadsInto(Path directory) {
            return include.stream().anyMatch(glob -> glob.leadsInto(directory))
                    && pruned.stream().noneMatch(glob -> glob.matches(directory));
        }
    }

    /// @param root the directory before the first wildcard
    /// @param prefixes a matcher for each number of leading names, up to the first name that can match several
    ///     directories
    /// @param names how many names a match has at most
    private record Include(PathMatcher matcher, Root root, List<PathMatcher> prefixes, int names) {
        boolean leadsInto(Path directory) {
            int depth = directory.getNameCount();
            return depth <= prefixes.size() ? prefixes.get(depth - 1).matches(directory) : depth < names;
        }
    }

    /// What a path belongs to.
    ///
    /// @param root the way to it
    record Match(Input input, Root root) {}

    private final List<Rule> rules;

    Patterns(List<Input> inputs) {
        this.rules = inputs.stream().map(Patterns::rule).toList();
    }

    /// The directories from which every match can be reached, parents first.
    Collection<Root> roots() {
        Map<Path, Root> roots = new TreeMap<>();
        rules.forEach(rule -> rule.include.forEach(glob -> roots.putIfAbsent(glob.root.path(), glob.root)));
        return roots.values();
    }

    /// The first input that includes and does not exclude the path, null if there is none.
    @Nullable
    Match match(Path path) {
        for (Rule rule : rules) {
            Root root = rule.root(path);
            if (root != null) {
                return new Match(rule.input, root);
            }
        }
        return null;
    }

    /// The ways to a directory below which some path may match.
    Set<Root> rootsInto(Path directory) {
        Set<Root> roots = new LinkedHashSet<>();
        rules.stream()
                .filter(rule -> rule.leadsInto(directory))
                .forEach(rule -> rule.include.stream()
                        .filter(glob -> glob.leadsInto(directory))
                        .forEach(glob -> roots.add(glob.root)));
        return roots;
    }

    /// Whether some path below the directory may match.
    boolean leadInto(Path directory) {
        return rules.stream().anyMatch(rule -> rule.leadsInto(directory));
    }

    private static Rule rule(Input input) {
        return new Rule(
                input,
                input.include().stream()
                        .map(glob -> include(glob, input.followLinksInto()))
                        .toList(),
                input.exclude().stream().map(Patterns::matcher).toList(),
                input.exclude().stream()
                        .filter(glob -> glob.endsWith("/**"))
                        .map(glob -> matcher(glob.substring(0, glob.length() - "/**".length())))
                        .toList());
    }

    private static Include include(String glob, List<Path> followLinksInto) {
        String[] names = glob.substring(1).split("/", -1);
        int parents = names.length - 1;
        int fixed = 0;
        while (fixed < parents && !has(names[fixed], "*", "?", "[", "{", "\\")) {
            fixed++;
        }
        List<PathMatcher> prefixes = new ArrayList<>();
        for (int i = 0; i < parents && !has(names[i], "**", "{", "\\"); i++) {
            prefixes.add(matcher("/" + String.join("/", Arrays.copyOf(names, i + 1))));
        }
        int most = glob.contains("**") ? Integer.MAX_VALUE : names.length;
        Root root = new Root(Path.of("/", Arrays.copyOf(names, fixed)), followLinksInto);
        return new Include(matcher(glob), root, prefixes, most);
    }

    private static boolean has(String name, String... special) {
        return Arrays.stream(special).anyMatch(name::contains);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }
}
