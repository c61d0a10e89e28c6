package io.sidecars.logshipper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The README as tests read it: its tables and its code blocks.
public final class Readme {
    private static final Path FILE = Path.of(System.getProperty("readme", "README.md"));

    private Readme() {}

    public static String text() throws IOException {
        return Files.readString(FILE);
    }

    /// The rows of every table whose first cells are these, without its header. A cell has no surrounding spaces.
    public static List<List<String>> rows(String... header) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : text().lines().toList()) {
            List<String> cells = line.startsWith("|") ? cells(line) : List.of();
            if (cells.size() >= header.length && cells.subList(0, header.length).equals(List.of(header))) {
                inside = true;
            } else if (cells.isEmpty()) {
                inside = false;
            } else if (inside && !line.startsWith("|---")) {
                rows.add(cells);
            }
        }
        if (rows.isEmpty()) {
            throw new IOException("no table with the header " + Arrays.toString(header));
        }
        return rows;
    }

    /// The code blocks in this language.
    public static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                .matcher(text())
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /// What is between backticks in a cell.
    public static List<String> code(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
