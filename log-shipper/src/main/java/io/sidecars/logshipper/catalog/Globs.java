package io.sidecars.logshipper.catalog;

import io.sidecars.logshipper.config.Config.Input;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Discovery: the regular files that match an input, each with the input that it belongs to.
final class Globs {
    /// @param complete false if some directory could not be read; then a file's absence proves nothing
    record Found(Map<Path, Input> files, boolean complete) {}

    private record Pattern(Input input, Path root, int depth, PathMatcher include, List<PathMatcher> exclude) {
        boolean matches(Path file) {
            return include.matches(file) && exclude.stream().noneMatch(matcher -> matcher.matches(file));
        }
    }

    private final List<Pattern> patterns;
    private final Path own;

    /// @param own the program's own directory, whose files never match
    Globs(List<Input> inputs, Path own) {
        this.patterns = inputs.stream()
                .flatMap(input -> input.include().stream().map(glob -> pattern(input, glob)))
                .toList();
        this.own = own.toAbsolutePath().normalize();
    }

    Found find() {
        Map<Path, Input> files = new TreeMap<>();
        boolean complete = true;
        for (Pattern pattern : patterns) {
            complete &= find(pattern, files);
        }
        return new Found(files, complete);
    }

    private boolean find(Pattern pattern, Map<Path, Input> files) {
        boolean[] complete = {true};
        SimpleFileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(own) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && pattern.matches(file)) {
                    files.putIfAbsent(file, pattern.input);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
                // A file may vanish while we walk; the root may not.
                complete[0] &= problem instanceof NoSuchFileException && !file.equals(pattern.root);
                return FileVisitResult.CONTINUE;
            }
        };
        try {
            Files.walkFileTree(pattern.root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), pattern.depth, visitor);
        } catch (IOException e) {
            return false;
        }
        return complete[0];
    }

    private static Pattern pattern(Input input, String glob) {
        String[] names = glob.substring(1).split("/", -1);
        int fixed = 0;
        while (fixed < names.length - 1 && names[fixed].chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0)) {
            fixed++;
        }
        Path root = Path.of("/", Arrays.copyOf(names, fixed));
        int depth = glob.contains("**") ? Integer.MAX_VALUE : names.length - fixed;
        List<PathMatcher> exclude = input.exclude().stream().map(Globs::matcher).toList();
        return new Pattern(input, root, depth, matcher(glob), exclude);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }
}
