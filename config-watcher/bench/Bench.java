import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Runs every measurement with every contender, and prints the results as Markdown.
final class Bench {
    private final Options options;
    private final Machine machine = new Machine();
    private final OurWatcher ours;
    private final List<Contender> contenders = new ArrayList<>();
    private final StringBuilder tables = new StringBuilder();
    private boolean kept = true;

    private Bench(Options options) throws IOException {
        this.options = options;
        this.ours = new OurWatcher(options.jvm());
        contenders.add(ours.contender());
        if (options.configmapReload() != null) {
            contenders.add(Peers.configmapReload(options.configmapReload()));
        }
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
        bench.run();
        System.exit(bench.kept ? 0 : 1);
    }

    private void run() throws IOException, InterruptedException {
        if (options.wants("latency")) {
            latency();
        }
        if (options.wants("storms")) {
            play("storms: number of signals", Storms.scenarios());
        }
        if (options.wants("faults")) {
            play("faults: number of signals", Faults.scenarios());
        }
        if (options.wants("idle")) {
            idle();
        }
        System.out.println("- " + machine.description());
        System.out.println("- config-watcher: `java " + String.join(" ", ours.flags()) + "`");
        System.out.println("- " + machine.noise());
        System.out.print(tables);
        System.out.println(kept ? "\nEvery promise was kept." : "\n**Not every promise was kept.**");
    }

    private void latency() throws IOException, InterruptedException {
        Latency.of(ours.naive(), options.swaps(), false, false); // a warm-up, so that the code of the app is compiled
        table(Latency.HEAD);
        latency(ours.naive(), false, false);
        for (Contender contender : contenders) {
            for (boolean status : contender.probesApp() ? List.of(true, false) : List.of(false)) {
                latency(contender, status, false);
                latency(contender, status, true);
            }
        }
    }

    private void latency(Contender contender, boolean status, boolean fsGroup)
            throws IOException, InterruptedException {
        machine.calibrate();
        Latency latency = Latency.of(contender, options.swaps(), status, fsGroup);
        line(latency);
        judge(contender, latency.isKept());
    }

    private void play(String title, List<Scenario> scenarios) throws IOException, InterruptedException {
        table("| %s | promised |%s\n|---|---|%s"
                .formatted(
                        title,
                        contenders.stream()
                                .map(contender -> " " + contender.name() + " |")
                                .reduce("", String::concat),
                        "---|".repeat(contenders.size())));
        for (Scenario scenario : scenarios) {
            machine.calibrate();
            StringBuilder row = new StringBuilder("| " + scenario.name() + " | " + scenario.promise() + " |");
            for (Contender contender : contenders) {
                Scenario.Outcome outcome = scenario.run(contender);
                row.append(' ').append(outcome).append(" |");
                judge(contender, outcome.isKept());
            }
            line(row);
        }
    }

    private void idle() throws IOException, InterruptedException {
        table(ResourceUsage.head(options.idle(), options.swaps()));
        for (Contender contender : contenders) {
            machine.calibrate();
            line(ResourceUsage.of(contender, options.idle(), options.swaps()));
        }
    }

    private void judge(Contender contender, boolean isKept) {
        kept &= isKept || !contender.keepsPromises();
    }

    private void table(String head) {
        tables.append('\n').append(head).append('\n');
    }

    /// Also writes the row to standard error at once, to show the progress.
    private void line(Object row) {
        tables.append(row).append('\n');
        System.err.println(String.format(Locale.ROOT, "bench: %s", row));
    }
}
