package io.sidecars.logshipper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.KnownFiles;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.CheckpointFile;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.output.HttpOutput;
import io.sidecars.logshipper.output.Output;
import io.sidecars.logshipper.output.StdoutOutput;
import io.sidecars.logshipper.pipeline.Backoff;
import io.sidecars.logshipper.pipeline.Pipeline;
import io.sidecars.logshipper.pipeline.PipelineStatus;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One catalog and one pipeline for each output, each on a thread of its own.
final class Shipper {
    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final Duration STUCK = Duration.ofSeconds(90);
    private static final Duration PIPELINE_IDLE = Duration.ofMillis(100);
    private static final Duration SETTLE = Duration.ofMillis(20);
    private static final int DRAINED = 0;
    private static final int BYTES_LEFT = 3;

    record Status(List<PipelineStatus> outputs, List<FileStatus> files) {}

    record FileStatus(String path, String generation, long size) {}

    private final ObjectMapper json = new ObjectMapper();
    private final Config config;
    private final Catalog catalog;
    private final Loop catalogLoop;
    private final List<Pipeline> pipelines = new ArrayList<>();
    private final List<Loop> pipelineLoops = new ArrayList<>();

    private Shipper(Config config, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed) {
        this.config = config;
        Losses losses = (output, reason, bytes, path, from) -> {
            log.atWarn()
                    .addKeyValue("output", output)
                    .addKeyValue("reason", reason)
                    .addKeyValue("path", path)
                    .addKeyValue("from", from)
                    .addKeyValue("bytes", bytes)
                    .log("bytes are lost");
            lostBytes(registry, output, reason).increment((double) bytes);
        };
        Cursors cursors =
                new Cursors(config.outputs().stream().map(Config.Output::name).toList());
        KnownFiles knownFiles = new KnownFiles(
                new CheckpointFile(config.state()), cursors, losses, InstantSource.system(), System::nanoTime);
        this.catalog = new Catalog(config.inputs(), config.state(), cursors, knownFiles, System::nanoTime);
        Gauge.builder("log_shipper_files_open", catalog, c -> c.generations().size())
                .description("Files with bytes that are held open.")
                .register(registry);
        Gauge.builder("log_shipper_checkpoint_age_seconds", knownFiles, KnownFiles::checkpointAge)
                .description("Seconds since the checkpoint last agreed with the cursors.")
                .register(registry);
        for (Config.Output each : config.outputs()) {
            for (Losses.Reason reason : Losses.Reason.values()) {
                lostBytes(registry, each.name(), reason);
            }
            int index = pipelineLoops.size();
            Pipeline pipeline = new Pipeline(
                    each,
                    output(each, vertx, registry),
                    catalog,
                    cursors,
                    losses,
                    new Backoff(RandomGenerator.getDefault()),
                    registry,
                    System::nanoTime,
                    () -> pipelineLoops.get(index).wake());
            pipelines.add(pipeline);
            pipelineLoops.add(new Loop("output-" + each.name(), pipeline::step, PIPELINE_IDLE, failed));
        }
        this.catalogLoop = new Loop("catalog", this::scan, config.pollInterval(), failed);
    }

    /// @param failed told if a part throws what it should not: the program must end, its checkpoint makes that safe
    static Shipper start(Config config, Vertx vertx, MeterRegistry registry, Consumer<Throwable> failed) {
        Shipper shipper = new Shipper(config, vertx, registry, failed);
        shipper.catalogLoop.start();
        shipper.pipelineLoops.forEach(Loop::start);
        return shipper;
    }

    /// Reads every file to its end and waits for the last acknowledgement, up to the deadline.
    ///
    /// @return the exit code
    int stop() throws InterruptedException {
        long deadline = System.nanoTime() + config.drain().deadline().toNanos();
        catalogLoop.stop(config.drain().deadline());
        do {
            scan();
            pipelines.forEach(Pipeline::drain);
            Thread.sleep(SETTLE);
        } while (!pipelines.stream().allMatch(Pipeline::isDrained) && System.nanoTime() < deadline);
        for (Loop loop : pipelineLoops) {
            loop.stop(Duration.ofSeconds(1));
        }
        catalog.save();
        pipelines.forEach(Shipper::lastWords);
        return pipelines.stream().allMatch(Pipeline::isDrained) ? DRAINED : BYTES_LEFT;
    }

    boolean live() {
        return !catalogLoop.isStuck(STUCK) && pipelineLoops.stream().noneMatch(loop -> loop.isStuck(STUCK));
    }

    String status() {
        Collection<Generation> files = catalog.generations();
        try {
            return json.writeValueAsString(new Status(
                    pipelines.stream().map(Pipeline::status).toList(),
                    files.stream()
                            .map(file -> new FileStatus(
                                    file.path().toString(), file.id().toString(), file.size()))
                            .toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean scan() {
        catalog.step();
        pipelineLoops.forEach(Loop::wake);
        return false;
    }

    private static Output output(Config.Output config, Vertx vertx, MeterRegistry registry) {
        return switch (config) {
            case Config.Stdout _ -> new StdoutOutput(new FileOutputStream(FileDescriptor.out));
            case Config.Http http ->
                new HttpOutput(
                        vertx,
                        http,
                        InstantSource.system(),
                        status -> Counter.builder("log_shipper_responses")
                                .description("Answers by status.")
                                .tag("output", http.name())
                                .tag("status", Integer.toString(status))
                                .register(registry)
                                .increment());
        };
    }

    private static Counter lostBytes(MeterRegistry registry, String output, Losses.Reason reason) {
        return Counter.builder("log_shipper_lost_bytes")
                .description("Bytes destroyed before the output had read them; a lower bound.")
                .tag("output", output)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static void lastWords(Pipeline pipeline) {
        PipelineStatus status = pipeline.status();
        log.atInfo()
                .addKeyValue("output", status.name())
                .addKeyValue("delivered", status.sentRecords())
                .addKeyValue("bytesLeft", status.lagBytes())
                .addKeyValue("drained", pipeline.isDrained())
                .log("stopped");
    }
}
