import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line.
///
/// @param size of the backlog in bytes
/// @param rate of the live writer in bytes per second
/// @param jvm additional flags for log-shipper's JVM
/// @param fluentBit the executable; null if it does not take part. The same holds for rsyslog
record Options(
        long size,
        int runs,
        List<String> jobs,
        boolean live,
        int rate,
        List<String> jvm,
        Path fluentBit,
        Path rsyslog) {
    static final String USAGE = """
        usage: log-shipper/bench/run [--size 1GiB] [--runs 3] [--outputs %s]
            [--fluent-bit PATH] [--rsyslog PATH] [--jvm FLAG]... [--live [--rate 10]]
          --live  measure latency instead: a file grows for 10 s at --rate MB/s\
        """.formatted(String.join(",", OurShipper.JOBS));

    /// @throws IllegalArgumentException with a message for the user
    static Options of(String[] args) {
        long size = 1L << 30;
        int runs = 3;
        List<String> jobs = OurShipper.JOBS;
        boolean live = false;
        int rate = 10;
        List<String> jvm = new ArrayList<>();
        Path fluentBit = null;
        Path rsyslog = null;
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--live")) {
                live = true;
                continue;
            }
            if (++i == args.length) {
                throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
            }
            switch (option) {
                case "--size" -> size = size(args[i]);
                case "--runs" -> runs = between(1, 99, args[i]);
                case "--outputs" -> jobs = jobs(args[i]);
                case "--rate" -> rate = between(1, 500, args[i]);
                case "--jvm" -> jvm.add(args[i]);
                case "--fluent-bit" -> fluentBit = program(args[i]);
                case "--rsyslog" -> rsyslog = program(args[i]);
                default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
            }
        }
        return new Options(size, runs, jobs, live, rate * 1_000_000, jvm, fluentBit, rsyslog);
    }

    private static long size(String text) {
        if (!text.matches("[1-9]\\d{0,4}[MG]iB")) {
            throw new IllegalArgumentException("--size must be a size such as 256MiB or 1GiB, not " + text);
        }
        return Long.parseLong(text.replaceAll("\\D", "")) << (text.endsWith("GiB") ? 30 : 20);
    }

    private static int between(int least, int most, String text) {
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(text + " must be a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static List<String> jobs(String text) {
        List<String> jobs = List.of(text.split(","));
        for (String job : jobs) {
            if (!OurShipper.JOBS.contains(job)) {
                throw new IllegalArgumentException(
                        "--outputs takes some of " + String.join(",", OurShipper.JOBS) + ", not " + job);
            }
        }
        return jobs;
    }

    private static Path program(String text) {
        if (!Files.isExecutable(Path.of(text))) {
            throw new IllegalArgumentException(text + " is not an executable file");
        }
        return Path.of(text).toAbsolutePath();
    }
}
