import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line.
///
/// @param swaps number of swaps for each row of the latency table
/// @param idle seconds of the idle measurement
/// @param only the parts to run
/// @param jvm additional flags for the JVM of config-watcher
/// @param configmapReload the executable of configmap-reload; null if it is not measured
record Options(int swaps, int idle, List<String> only, List<String> jvm, Path configmapReload) {
    private static final List<String> PARTS = List.of("latency", "storms", "faults", "idle");
    private static final String USAGE = """
        usage: config-watcher/bench/run [--swaps 200] [--idle 20] [--only %s]
            [--configmap-reload PATH] [--jvm FLAG]...\
        """.formatted(String.join(",", PARTS));

    /// @throws IllegalArgumentException with a message for the user
    static Options of(String[] args) {
        int swaps = 200;
        int idle = 20;
        List<String> only = PARTS;
        List<String> jvm = new ArrayList<>();
        Path configmapReload = null;
        for (int i = 0; i < args.length; i += 2) {
            String option = args[i];
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
            }
            String value = args[i + 1];
            switch (option) {
                case "--swaps" -> swaps = between(1, 9999, option, value);
                case "--idle" -> idle = between(1, 3600, option, value);
                case "--only" -> only = parts(value);
                case "--jvm" -> jvm.add(value);
                case "--configmap-reload" -> configmapReload = program(value);
                default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
            }
        }
        return new Options(swaps, idle, only, jvm, configmapReload);
    }

    boolean wants(String part) {
        return only.contains(part);
    }

    private static int between(int least, int most, String option, String text) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(
                    option + " must be a number from " + least + " to " + most + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    private static List<String> parts(String text) {
        List<String> parts = List.of(text.split(","));
        for (String part : parts) {
            if (!PARTS.contains(part)) {
                throw new IllegalArgumentException("--only must list some of " + String.join(",", PARTS) + ", not " + part);
            }
        }
        return parts;
    }

    private static Path program(String text) {
        if (!Files.isExecutable(Path.of(text))) {
            throw new IllegalArgumentException("--configmap-reload must be an executable file, not " + text);
        }
        return Path.of(text).toAbsolutePath();
    }
}
