package io.sidecars.demoapp.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The lines that the app wrote: the last number of each run in its log files. Exact only when the app has
/// stopped.
record WrittenLines(Map<String, Long> lastNumbers) {
    private static final Pattern NUMBER = Pattern.compile("\\[run=(\\w+) seq=(\\d+)]");

    static WrittenLines in(Path logs) throws IOException {
        Map<String, Long> last = new HashMap<>();
        for (Path file : files(logs)) {
            Matcher number = NUMBER.matcher(Files.readString(file));
            while (number.find()) {
                last.merge(number.group(1), Long.parseLong(number.group(2)), Math::max);
            }
        }
        return new WrittenLines(Map.copyOf(last));
    }

    long lines() {
        return lastNumbers.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Path> files(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }
}
