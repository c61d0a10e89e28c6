package io.sidecars.demoapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The documents of the whole repository. They are tested here because this module is built last.
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?`");
    private static final Pattern PACKAGE = Pattern.compile("`([a-z]+)`");
    private static final Pattern NESTED = Pattern.compile("\\b(?:class|record|interface|enum) (\\w+)");
    private static final Pattern ARROW = Pattern.compile("(?m)^import (?:static )?io\\.sidecars\\.\\w+\\.([a-z]+)\\.");

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private final Map<String, String> sources = new HashMap<>();
    private String design = "";

    @BeforeEach
    void read() throws IOException {
        design = Files.readString(ROOT.resolve("docs/design.md"));
        for (String module : List.of("log-shipper", "config-watcher")) {
            for (Path file : javaFiles(ROOT.resolve(module).resolve("src"))) {
                String source = Files.readString(file);
                NESTED.matcher(source).results().forEach(type -> sources.merge(type.group(1), source, String::concat));
            }
        }
    }

    @Test
    void everyTypeInTheDesignExists() {
        Set<String> missing = TYPE.matcher(design)
                .results()
                .map(name -> name.group(1))
                .filter(type -> !sources.containsKey(type))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    @Test
    void everyMethodInTheDesignExists() {
        Set<String> missing = TYPE.matcher(design)
                .results()
                .filter(name -> name.group(2) != null && !hasMethod(name))
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    @Test
    void noPackageDependsOnOneAboveItInTheDesign() throws IOException {
        assertThat(upwardArrows("log-shipper")).isEmpty();
        assertThat(upwardArrows("config-watcher")).isEmpty();
    }

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(document)).results().toList()) {
                Path target = link.group(1).isEmpty()
                        ? document
                        : document.resolveSibling(link.group(1)).normalize();
                if (!Files.exists(target)
                        || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
                    broken.add(document + ": " + link.group());
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
    }

    /// As GitHub makes them from headings; of equal ones, the later ones are numbered.
    private static Set<String> anchors(Path document) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (MatchResult heading :
                HEADING.matcher(Files.readString(document)).results().toList()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\w\\- ]", "")
                    .replace(' ', '-');
            for (int i = 1; !anchors.add(i == 1 ? anchor : anchor + "-" + (i - 1)); i++) {}
        }
        return anchors;
    }

    private boolean hasMethod(MatchResult name) {
        return Pattern.compile("\\b" + name.group(2) + "\\(")
                .matcher(sources.getOrDefault(name.group(1), ""))
                .find();
    }

    private List<String> upwardArrows(String module) throws IOException {
        Map<String, Integer> rows = rows(module);
        assertThat(rows).hasSizeGreaterThan(5);
        Path top = ROOT.resolve(module).resolve("src/main/java/io/sidecars").resolve(module.replace("-", ""));
        List<String> upward = new ArrayList<>();
        for (Path file : javaFiles(top)) {
            Path relative = top.relativize(file);
            Integer row = rows.get(relative.getName(0).toString());
            if (row != null) {
                ARROW.matcher(Files.readString(file))
                        .results()
                        .map(arrow -> arrow.group(1))
                        .filter(to -> rows.getOrDefault(to, row) < row)
                        .forEach(to -> upward.add(relative + " -> " + to));
            }
        }
        return upward;
    }

    /// The packages in the table of a module, with the number of their row.
    private Map<String, Integer> rows(String module) {
        Map<String, Integer> rows = new HashMap<>();
        List<String> lines = design.lines()
                .dropWhile(line -> !line.startsWith("| " + module + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        for (int row = 0; row < lines.size(); row++) {
            String packages = lines.get(row).split("\\|", -1)[1];
            for (MatchResult name : PACKAGE.matcher(packages).results().toList()) {
                rows.put(name.group(1), row);
            }
        }
        return rows;
    }

    private static List<Path> javaFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
