package io.sidecars.logshipper.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.DamagedCheckpointException;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Output.Stdout.Format;
import io.sidecars.logshipper.output.StdoutSink;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.rules.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs actions with real files, sinks that take bytes or throw, and a clock of its own; tells the model
/// everything.
final class Program implements AutoCloseable {
    private static final int BATCH_BYTES = 1 << 10;
    private static final int MOST_STEPS = 10_000;
    private static final int ENOUGH_FILES = 8;
    private static final int LEAST_MAX_LINE = 40;
    private static final int MAX_OPEN_FILES = 100;

    private final Path directory;
    private final Path logs;
    private final Path elsewhere;
    private final Path state;
    private final Model model;
    private final Map<String, Action.Answer> sinks = new LinkedHashMap<>();
    private final Map<String, LogFile> named = new LinkedHashMap<>();
    private final List<LogFile> files = new ArrayList<>();
    private long nanos = 1;
    private int lives;
    private int movedOut;
    private int outputs;
    private int restarts;
    private @Nullable Engine process;

    Program(Path directory) throws IOException {
        this.directory = directory;
        this.logs = Files.createDirectories(directory.resolve("logs"));
        this.elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        this.state = directory.resolve("state");
        this.model = new Model(new CheckpointFile(state), state.resolve("checkpoint.json"), files);
        addOutput();
        addOutput();
        start(LEAST_MAX_LINE);
    }

    /// @throws AssertionError if a promise is broken
    void run(List<Action> actions) throws IOException {
        for (Action action : actions) {
            run(action);
        }
        heal();
        model.healed();
        checkDescriptors();
    }

    private void run(Action action) throws IOException {
        switch (action) {
            case Action.Append(String name, int lines, int length) -> append(file(name), lines, length);
            case Action.Begin(String name, int length) -> {
                LogFile file = file(name);
                file.append(bytes(file.life.line(length)));
            }
            case Action.Finish(String name) -> {
                LogFile file = named.get(name);
                if (file != null && file.life.endsInALine()) {
                    file.append(bytes("\n"));
                }
            }
            case Action.AppendLate(int lines) -> {
                LogFile last = files.stream()
                        .filter(file -> !file.hasName())
                        .reduce((_, later) -> later)
                        .orElse(null);
                if (last != null) {
                    append(last, lines, 0);
                }
            }
            case Action.Rename(String from, String to) -> rename(from, to);
            case Action.Rotate() -> {
                rename("app.1.log", "app.2.log");
                rename("app.log", "app.1.log");
            }
            case Action.MoveOut(String name) -> {
                LogFile file = named.remove(name);
                if (file != null) {
                    Files.move(logs.resolve(name), elsewhere.resolve(Integer.toString(movedOut++)));
                    lostItsName(file);
                }
            }
            case Action.Truncate(String name) -> {
                LogFile file = named.get(name);
                if (file != null) {
                    file.truncate(newLife());
                }
            }
            case Action.Rewrite(String name, Action.Size size, boolean alike) -> rewrite(name, size, alike);
            case Action.Delete(String name) -> {
                LogFile file = named.remove(name);
                if (file != null) {
                    Files.delete(logs.resolve(name));
                    lostItsName(file);
                }
            }
            case Action.Replace(String name, int lines) -> replace(name, lines);
            case Action.Scan() -> scan();
            case Action.Step(int output, int times) -> {
                for (int i = 0; i < times && process != null; i++) {
                    List<Pipeline> pipelines = process.pipelines();
                    step(pipelines.get(output % pipelines.size()));
                }
            }
            case Action.Quiet() -> quiet();
            case Action.Pass(Duration time) -> nanos += time.toNanos();
            case Action.Sink(int output, Action.Answer answer) -> {
                List<String> names = List.copyOf(sinks.keySet());
                sinks.put(names.get(output % names.size()), answer);
            }
            case Action.Drain() -> drain();
            case Action.Crash() -> {
                if (process != null) {
                    process = null;
                    model.ended();
                }
            }
            case Action.Start(Action.Outputs change, int maxLine) -> {
                if (process == null) {
                    switch (change) {
                        case SAME -> {}
                        case ONE_MORE -> addOutput();
                        case ONE_LESS -> {
                            if (sinks.size() > 1) {
                                sinks.remove(sinks.keySet().iterator().next());
                            }
                        }
                    }
                    restarts++;
                    start(maxLine);
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private Life newLife() {
        return new Life(lives++);
    }

    private LogFile file(String name) throws IOException {
        LogFile file = named.get(name);
        return file == null ? create(name, logs.resolve(name)) : file;
    }

    private LogFile create(String name, Path path) throws IOException {
        LogFile file = new LogFile(path, newLife());
        named.put(name, file);
        files.add(file);
        return file;
    }

    private static void append(LogFile file, int lines, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(file.life.line(length)).append('\n');
        }
        file.append(bytes(text.toString()));
    }

    private void rename(String from, String to) throws IOException {
        LogFile file = from.equals(to) ? null : named.remove(from);
        if (file == null) {
            return;
        }
        LogFile over = named.put(to, file);
        Files.move(logs.resolve(from), logs.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        file.path = logs.resolve(to);
        if (over != null) {
            lostItsName(over);
        }
    }

    private void replace(String name, int lines) throws IOException {
        LogFile over = named.remove(name);
        Path temporary = elsewhere.resolve("temporary");
        LogFile file = create(name, temporary);
        append(file, lines, 0);
        Files.move(temporary, logs.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        file.path = logs.resolve(name);
        if (over != null) {
            lostItsName(over);
        }
    }

    private void rewrite(String name, Action.Size size, boolean alike) throws IOException {
        LogFile file = named.get(name);
        if (file == null || file.life.size() == 0) {
            return;
        }
        Life old = file.life;
        byte[] same = alike ? old.bytes(0, old.endOfLines(old.size() / 2)) : new byte[0];
        file.truncate(newLife());
        file.append(same);
        int rest = old.size() - same.length;
        int count = switch (size) {
            case SHORTER -> rest / 2;
            case SAME -> rest;
            case LONGER -> rest + old.size() / 2 + 10;
        };
        file.append(file.life.lines(count));
    }

    private void lostItsName(LogFile file) {
        file.path = null;
        // The last one that lost its name is where a slow writer goes on.
        files.remove(file);
        files.add(file);
        if (process == null) {
            file.open = false;
        }
    }

    private void addOutput() {
        sinks.put("output-" + (char) ('a' + outputs++), Action.Answer.TAKES);
    }

    private void start(int maxLine) throws IOException {
        Losses losses = new Losses() {
            @Override
            public void lost(String output, Reason reason, long bytes, String path, long from) {
                model.lost(output, reason, bytes, path, from);
            }

            @Override
            public void unknown(Reason reason, String path) {
                // The program never saw these bytes, so the model has nothing to compare with.
            }
        };
        Environment environment = new Environment(
                (output, _) -> new StdoutSink(new Sink(output.name()), Format.NDJSON, new Resource(Map.of())),
                losses,
                new SimpleMeterRegistry(),
                () -> Instant.EPOCH.plusNanos(nanos),
                () -> nanos,
                new Random(1),
                MAX_OPEN_FILES,
                _ -> {});
        try {
            process = Engine.start(config(maxLine), environment);
        } catch (DamagedCheckpointException e) {
            throw new AssertionError(e);
        }
        process.lookAtEverything();
        model.started(process.cursors(), maxLine);
    }

    private Config config(int maxLine) {
        Input input = new Input(
                List.of(logs + "/*.log"),
                List.of(),
                List.of(),
                null,
                UTF_8,
                maxLine,
                Input.LongLines.SPLIT,
                new Input.Multiline(Input.Multiline.Preset.NONE, null, 1, Duration.ZERO),
                new Input.Parse(Input.Parse.Format.NONE, null, ZoneOffset.UTC, Duration.ZERO));
        List<Output> all = new ArrayList<>();
        for (String name : sinks.keySet()) {
            Output.Batch batch = new Output.Batch(BATCH_BYTES, 10_000, Duration.ofSeconds(1));
            all.add(new Output.Stdout(
                    new Output.Common(
                            name,
                            Output.StartAt.BEGINNING,
                            List.of(),
                            batch,
                            1,
                            new Output.DeadLetters(1 << 20, Output.DeadLetters.Full.BLOCK)),
                    Format.NDJSON));
        }
        return new Config(
                state.resolveSibling("config.yaml"),
                List.of(input),
                List.of(),
                new Config.Resource(Map.of(), null, List.of(), List.of()),
                new Config.State(state, Config.State.OnDamage.FAIL),
                Duration.ofMillis(250),
                1000,
                1 << 20,
                new Config.Hold(Long.MAX_VALUE, Duration.ofDays(365)),
                new Config.Drain(Duration.ZERO, false),
                new Config.ExitWhen(null, null),
                all);
    }

    private void scan() {
        if (process != null) {
            model.beforeScan();
            process.scan();
            model.afterScan(process.generations(), nanos);
        }
    }

    private boolean step(Pipeline pipeline) {
        boolean worked = pipeline.step();
        model.afterStep();
        return worked;
    }

    private void quiet() {
        scan();
        stepAll();
    }

    private void stepAll() {
        if (process == null) {
            return;
        }
        int steps = 0;
        boolean worked;
        do {
            worked = false;
            for (Pipeline pipeline : process.pipelines()) {
                worked |= step(pipeline);
            }
            if (++steps > MOST_STEPS) {
                throw new AssertionError("it spins");
            }
        } while (worked);
    }

    private void drain() {
        if (process == null) {
            return;
        }
        Engine ending = process;
        model.draining();
        for (int i = 0; i < 3 && !ending.isDrained(); i++) {
            model.beforeScan();
            ending.drain();
            model.afterScan(ending.generations(), nanos);
            stepAll();
        }
        ending.save();
        for (Pipeline pipeline : ending.pipelines()) {
            if (!pipeline.isDrained() && sinks.get(pipeline.name()) == Action.Answer.TAKES) {
                throw new AssertionError(pipeline.name() + " takes everything, but is not drained");
            }
        }
        process = null;
        model.drained(ending.pipelines().stream()
                .filter(Pipeline::isDrained)
                .map(Pipeline::name)
                .toList());
    }

    /// Everybody answers, and there is time for everything.
    private void heal() throws IOException {
        if (process == null) {
            start(LEAST_MAX_LINE);
            restarts++;
        }
        sinks.replaceAll((_, _) -> Action.Answer.TAKES);
        for (int i = 0; i < 4; i++) {
            quiet();
            nanos += Duration.ofSeconds(40).toNanos();
            stepAll();
        }
        scan();
    }

    /// A program that never restarted keeps no descriptor of a file that is gone. The check is slow, so it
    /// runs only with many files.
    private void checkDescriptors() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (restarts > 0 || files.size() < ENOUGH_FILES || !Files.isDirectory(all)) {
            return;
        }
        for (LogFile file : files) {
            file.close();
        }
        try (Stream<Path> descriptors = Files.list(all)) {
            long open = descriptors.filter(this::isOurs).count();
            if (open != named.size()) {
                throw new AssertionError(open + " files are open, but there are " + named.size());
            }
        }
    }

    private boolean isOurs(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(directory);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        for (LogFile file : files) {
            file.close();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private final class Sink extends OutputStream {
        private final String output;

        Sink(String output) {
            this.output = output;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException("one byte is no batch");
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            switch (sinks.getOrDefault(output, Action.Answer.REFUSES)) {
                case TAKES -> model.accepted(output, bytes, from, length);
                case REFUSES -> throw new IOException("refused");
                case TAKES_AND_FAILS -> {
                    model.takenUnknown(output, bytes, from, length);
                    throw new IOException("took it, and failed");
                }
            }
        }
    }
}
