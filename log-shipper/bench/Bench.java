import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs every contender, one after the other, as often as asked, and prints the medians as a Markdown table.
final class Bench {
    /// Short, and the same on every machine: programs send the path of the file with every line.
    private static final Path WORK = Path.of("/var/tmp/log-shipper-bench");
    /// As long as the flush interval that the peers have, so that the last lines cost all of them the same.
    private static final String BACKLOG_LINGER = "200ms";
    private static final String LIVE_LINGER = "20ms";

    private final Options options;
    private final Machine machine = new Machine();
    private final CountingReceiver receiver = new CountingReceiver();

    private Bench(Options options) throws IOException {
        this.options = options;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        Bench bench = new Bench(options);
        boolean succeeded = options.live() ? bench.live() : bench.backlog();
        System.exit(succeeded ? 0 : 1);
    }

    private boolean backlog() throws IOException, InterruptedException {
        OurShipper ours = new OurShipper(options.jvm(), BACKLOG_LINGER);
        List<Contender> contenders = contenders(ours);
        contenders.add(0, Peers.naiveShipper());
        Map<Workload.Kind, Backlog> backlogs = new EnumMap<>(Workload.Kind.class);
        List<Row> rows = new ArrayList<>();
        for (Contender contender : contenders) {
            if (!backlogs.containsKey(contender.input())) {
                backlogs.put(contender.input(), Backlog.write(contender.input(), options.size()));
            }
            rows.add(new Row(contender, backlogs.get(contender.input()).bytes()));
        }
        run(Peers.naiveShipper(), backlogs); // not measured: it lets the JVM compile the receiver
        for (int run = 1; run <= options.runs(); run++) {
            for (Row row : rows) {
                BacklogRun result = run(row.contender(), backlogs);
                row.add(result);
                say(
                        "run %d, %s, %s: %.1f s, %.1f CPU s",
                        run, row.contender().program(), row.contender().job(), result.seconds(), result.cpuSeconds());
            }
        }
        describe(ours);
        backlogs.forEach((kind, backlog) -> System.out.println("- " + backlog));
        System.out.println("\n" + Row.HEAD);
        rows.forEach(System.out::println);
        List<String> problems =
                rows.stream().flatMap(row -> row.problems().stream()).toList();
        problems.forEach(problem -> System.out.println("\n**" + problem + "**"));
        for (Backlog backlog : backlogs.values()) {
            Files.delete(backlog.file());
        }
        return problems.isEmpty();
    }

    private boolean live() throws IOException, InterruptedException {
        OurShipper ours = new OurShipper(options.jvm(), LIVE_LINGER);
        Path file = Files.createDirectories(WORK).resolve("live.log");
        Map<Contender, List<LiveRun>> runs = new LinkedHashMap<>();
        contenders(ours).forEach(contender -> runs.put(contender, new ArrayList<>()));
        for (int run = 1; run <= options.runs(); run++) {
            for (Contender contender : runs.keySet()) {
                machine.calibrate();
                runs.get(contender).add(LiveRun.of(contender, receiver, directory(contender), file, options.rate()));
                say("run %d, %s, %s", run, contender.program(), contender.job());
                Files.delete(file);
            }
        }
        describe(ours);
        System.out.printf(
                "- 10 s at %d MB/s, one write per millisecond, after 3 s of warm-up at the same rate%n",
                options.rate() / 1_000_000);
        System.out.println("\n" + LiveRun.HEAD);
        runs.forEach((contender, results) -> System.out.println(LiveRun.row(contender, results)));
        return true;
    }

    private List<Contender> contenders(OurShipper ours) {
        List<Contender> contenders = new ArrayList<>();
        for (String job : options.jobs()) {
            contenders.add(ours.contender(job));
            if (options.fluentBit() != null) {
                Peers.fluentBit(options.fluentBit(), job).ifPresent(contenders::add);
            }
        }
        if (options.rsyslog() != null) {
            contenders.add(Peers.rsyslog(options.rsyslog()));
        }
        return contenders;
    }

    private BacklogRun run(Contender contender, Map<Workload.Kind, Backlog> backlogs)
            throws IOException, InterruptedException {
        machine.calibrate();
        Backlog backlog = backlogs.get(contender.input());
        return BacklogRun.of(contender, receiver, directory(contender), backlog.file(), backlog.lines());
    }

    private static Path directory(Contender contender) {
        return WORK.resolve((contender.program() + "-" + contender.job()).replace(' ', '-'));
    }

    private void describe(OurShipper ours) throws IOException {
        System.out.println("- " + machine.description());
        System.out.println("- log-shipper: `java " + String.join(" ", ours.flags()) + "`");
        System.out.println("- " + machine.noise());
    }

    private static void say(String format, Object... values) {
        System.err.println("bench: " + String.format(Locale.ROOT, format, values));
    }

    /// A complete file of lines, on disk and in the page cache.
    private record Backlog(Workload.Kind kind, Path file, long bytes, long lines, String cat) {
        static Backlog write(Workload.Kind kind, long size) throws IOException, InterruptedException {
            Path file = Files.createDirectories(WORK).resolve(kind.name().toLowerCase(Locale.ROOT) + ".log");
            Files.deleteIfExists(file);
            long lines;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                lines = Workload.write(kind, size, out);
                channel.force(true); // so that write-back does not disturb the measurement
            }
            return new Backlog(kind, file, Files.size(file), lines, cat(file));
        }

        private static String cat(Path file) throws IOException, InterruptedException {
            Process cat =
                    new ProcessBuilder("bash", "-c", "cat \"$1\" >/dev/null; times", "bash", file.toString()).start();
            String times = new String(cat.getInputStream().readAllBytes());
            cat.waitFor();
            return "`cat` takes " + times.lines().skip(1).findFirst().orElse("?") + " (user, system)";
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s: %,d bytes, %,d lines, mean %.0f B; %s",
                    file.getFileName(),
                    bytes,
                    lines,
                    (double) bytes / lines,
                    cat);
        }
    }
}
