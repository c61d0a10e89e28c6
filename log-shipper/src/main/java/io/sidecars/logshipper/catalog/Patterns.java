package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Input;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The globs of all inputs. They say which input a path belongs to, and which directories must be listed to find such
/// paths.
final class Patterns {
    /// @param pruned directories below which everything is excluded
    private record Rule(Input input, List<Include> include, List<PathMatcher> exclude, List<PathMatcher> pruned) {
        boolean matches(Path path) {
            return include.stream().anyMatch(glob -> glob.matcher.matches(path))
                    && exclude.stream().noneMatch(glob -> glob.matches(path));
        }

        boolean leadsInto(Path directory) {
            return include.stream().anyMatch(glob -> glob.leadsInto(directory))
                    && pruned.stream().noneMatch(glob -> glob.matches(directory));
        }
    }

    /// @param root the directories before the first wildcard
    /// @param prefixes a matcher for each number of leading names, up to the first name that can match several
    ///     directories
    /// @param names how many names a match has at most
    private record Include(PathMatcher matcher, Path root, List<PathMatcher> prefixes, int names) {
        boolean leadsInto(Path directory) {
            int depth = directory.getNameCount();
            return depth <= prefixes.size() ? prefixes.get(depth - 1).matches(directory) : depth < names;
        }
    }

    private final List<Rule> rules;

    Patterns(List<Input> inputs) {
        this.rules = inputs.stream().map(Patterns::rule).toList();
    }

    /// The directories from which every match can be reached, parents first.
    Set<Path> roots() {
        Set<Path> roots = new TreeSet<>();
        rules.forEach(rule -> rule.include.forEach(glob -> roots.add(glob.root)));
        return roots;
    }

    /// The first input that includes and does not exclude the path, null if there is none.
    @Nullable
    Input input(Path path) {
        for (Rule rule : rules) {
            if (rule.matches(path)) {
                return rule.input;
            }
        }
        return null;
    }

    /// Whether some path below the directory may match.
    boolean leadInto(Path directory) {
        return rules.stream().anyMatch(rule -> rule.leadsInto(directory));
    }

    private static Rule rule(Input input) {
        return new Rule(
                input,
                input.include().stream().map(Patterns::include).toList(),
                input.exclude().stream().map(Patterns::matcher).toList(),
                input.exclude().stream()
                        .filter(glob -> glob.endsWith("/**"))
                        .map(glob -> matcher(glob.substring(0, glob.length() - "/**".length())))
                        .toList());
    }

    private static Include include(String glob) {
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
        return new Include(matcher(glob), Path.of("/", Arrays.copyOf(names, fixed)), prefixes, most);
    }

    private static boolean has(String name, String... special) {
        return Arrays.stream(special).anyMatch(name::contains);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }
}
