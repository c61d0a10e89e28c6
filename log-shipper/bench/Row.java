import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// One row of the table: for rates the median of a contender's runs with minimum and maximum, for lost,
/// duplicated and reordered lines the worst run.
final class Row {
    static final String HEAD = """
        | program | job | MB/s | CPU s/GB | k lines per CPU s | peak MiB | wire/file | lost | duplicated | out of order |
        |---|---|---|---|---|---|---|---|---|---|\
        """;

    private final Contender contender;
    private final long bytes;
    private final List<BacklogRun> runs = new ArrayList<>();

    /// @param bytes size of the file
    Row(Contender contender, long bytes) {
        this.contender = contender;
        this.bytes = bytes;
    }

    Contender contender() {
        return contender;
    }

    void add(BacklogRun run) {
        runs.add(run);
    }

    List<String> problems() {
        return runs.stream()
                .map(BacklogRun::problem)
                .filter(Objects::nonNull)
                .distinct()
                .map(problem -> contender.program() + ", " + contender.job() + ": " + problem)
                .toList();
    }

    /// Shows rates only if every line arrived: a program that loses lines has done less work.
    @Override
    public String toString() {
        boolean complete = worst(BacklogRun::lost) == 0;
        String rates = complete
                ? spread("%.0f", run -> bytes / 1e6 / run.seconds()) + " | "
                        + spread("%.2f", run -> run.cpuSeconds() * 1e9 / bytes) + " | "
                        + spread("%.0f", run -> run.arrived() / 1e3 / run.cpuSeconds()) + " | "
                        + spread("%.0f", run -> run.peakMemory() / 1024.0) + " | "
                        + String.format(
                                Locale.ROOT, "%.2f", (double) runs.getFirst().wireBytes() / bytes)
                : "- | - | - | - | -";
        return "| %s | %s | %s | %d | %d | %d |"
                .formatted(
                        contender.program(),
                        contender.job(),
                        rates,
                        worst(BacklogRun::lost),
                        worst(BacklogRun::duplicated),
                        worst(BacklogRun::outOfOrder));
    }

    private long worst(ToDoubleFunction<BacklogRun> count) {
        return (long) runs.stream().mapToDouble(count).max().orElse(0);
    }

    private String spread(String format, ToDoubleFunction<BacklogRun> value) {
        return spread(format, runs.stream().mapToDouble(value).toArray());
    }

    /// The median, followed by minimum and maximum if there is more than one value.
    static String spread(String format, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        String text = String.format(Locale.ROOT, format, median);
        return sorted.length == 1
                ? text
                : text
                        + String.format(
                                Locale.ROOT, " (" + format + "–" + format + ")", sorted[0], sorted[sorted.length - 1]);
    }
}
