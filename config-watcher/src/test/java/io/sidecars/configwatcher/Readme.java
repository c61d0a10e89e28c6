package io.sidecars.configwatcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// This module's README as data: its tables and its code blocks.
public record Readme(String text) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    public static Readme read() {
        try {
            return new Readme(Files.readString(Path.of("README.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows of the table whose first column has this title: a list of cells for each.
    public List<List<String>> table(String firstColumn) {
        List<String> lines = text.lines().toList();
        int title = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("| " + firstColumn + " |"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no table with the column " + firstColumn)));
        return lines.stream()
                .skip(title + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(Readme::cells)
                .toList();
    }

    /// The code in the first cells of a table.
    public Set<String> names(String firstColumn) {
        Set<String> names = new TreeSet<>();
        table(firstColumn).forEach(row -> names.addAll(code(row.getFirst())));
        return names;
    }

    public List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /// What is between backticks.
    public static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(1).split("\\|", -1))
                .map(String::strip)
                .limit(row.chars().filter(c -> c == '|').count() - 1)
                .toList();
    }
}
