package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.rules.Rules;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers to one output: tail → frame → encode, which [BatchFiller] does, → send → verdict → commit. Each
/// output has its own cursor in every file.
///
/// The file itself is the queue. Back-pressure means that the pipeline stops reading; nothing is buffered for a
/// retry but the batches in flight. While `maxInFlight` batches are in flight, the next one is encoded but not
/// sent. With `maxInFlight: 1`, records arrive in the order of the file.
public final class Pipeline {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    /// After this time without work, the memory of the batches goes to other outputs.
    private static final long REST = Duration.ofSeconds(10).toNanos();
    private static final long IDLE = Duration.ofMillis(100).toNanos();
    private static final long LEAST_IDLE = Duration.ofMillis(1).toNanos();

    private final String name;
    private final Sink sink;
    private final Output.Batch limits;
    private final Catalog catalog;
    private final Cursors cursors;
    private final Lag lag;
    private final PipelineMetrics metrics;
    private final RetryGate gate;
    private final DeadLetters deadLetters;
    private final Replay replay;
    private final Batches batches;
    private final InFlight inFlight;
    private final Runnable wake;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final BatchFiller filler;
    private long lastWork;
    private final HeldBackFiles heldBack;
    /// What is being filled.
    private @Nullable Batch next;
    private final Lifecycle lifecycle = new Lifecycle();
    /// @param shared what all pipelines share
    /// @param wake called when a response has arrived, from any thread
    public Pipeline(Output config, Sink sink, Rules rules, Shared shared, Backoff backoff, Runnable wake) {
        this.name = config.name();
        this.sink = sink;
        this.limits = config.common().batch();
        this.catalog = shared.catalog();
        this.cursors = shared.cursors();
        this.clock = shared.clock();
        this.nanoTime = shared.nanoTime();
        this.wake = wake;
        this.lag = new Lag(name, shared.catalog(), cursors, now());
        this.metrics = new PipelineMetrics(shared.registry(), name);
        Tails tails = new Tails(name, cursors, shared.losses());
        this.filler = new BatchFiller(shared.catalog(), tails, sink, rules, limits, clock, metrics);
        this.heldBack = new HeldBackFiles(name, cursors, tails, filler::drop, now());
        this.gate = new RetryGate(name, backoff);
        this.deadLetters =
                new DeadLetters(shared.stateDirectory(), name, config.common().deadLetters(), clock, metrics);
        this.replay = new Replay(deadLetters, sink, limits, shared.catalog()::inputOf);
        this.batches = new Batches(config.common(), shared.batchCost().applyAsLong(config), shared.memory());
        this.inFlight = new InFlight(config.common().maxInFlight(), gate);
        metrics.show(lag, gate, inFlight, deadLetters, heldBack, nanoTime);
    }

    /// Sends a record about the run itself. No step may run any more.
    ///
    /// @return empty, and nothing is sent, if the receiver does not work
    public Optional<Future<Verdict>> sendSummary() {
        if (gate.state() != RetryGate.State.WORKING || inFlight.isSending()) {
            return Optional.empty();
        }
        int waiting = catalog.waitingFiles();
        String left = isDrained()
                ? "nothing"
                : lagBytes() + " bytes" + (waiting == 0 ? "" : " and " + waiting + " files that waited");
        return Optional.of(sink.send(
                new Summary("log-shipper stopped: delivered " + metrics.records() + " records, " + left + " left")
                        .encode(sink, clock.instant())));
    }

    /// What all pipelines share.
    ///
    /// @param batchCost bytes of memory that one batch may take
    public record Shared(
            Catalog catalog,
            Cursors cursors,
            Losses losses,
            Path stateDirectory,
            BatchMemory memory,
            ToLongFunction<Output> batchCost,
            MeterRegistry registry,
            InstantSource clock,
            LongSupplier nanoTime) {}

    /// A bounded amount of work, at most one read.
    ///
    /// @return whether there was any
    public boolean step() {
        long now = nanoTime.getAsLong();
        Lifecycle.Phase asked = lifecycle.phase();
        boolean worked = inFlight.takeResponses(now, this::commit);
        if (asked.isFinishing()) {
            if (!inFlight.isSending()) {
                lifecycle.finished();
            }
            return worked;
        }
        boolean draining = asked.isDraining();
        long seen = catalog.seen(); // first: this step does not vouch for what a scan finds from now on
        if (draining) {
            gate.drain(now);
        }
        if (filler.follow()) {
            worked = true;
            heldBack.refresh();
        }
        worked |= fill(draining, now);
        worked |= dispatch(draining, now);
        worked |= inFlight.proceed(now, this::commit);
        if (draining) {
            boolean drained = inFlight.isEmpty() && nothingToSend() && !worked && filler.isAtEnd(now);
            lifecycle.drained(asked, drained, seen);
        }
        rest(worked, now);
        lag.look(now);
        return worked;
    }

    /// How long the next step can wait unless the pipeline is woken. For the pipeline's own thread.
    public Duration idle() {
        long now = now();
        long wait = IDLE;
        if (next != null && !next.isEmpty() && inFlight.hasRoom()) {
            wait = Math.min(wait, next.begunAt() + limits.linger().toNanos() - now);
        }
        if (!inFlight.isEmpty() && !gate.maySend(now)) {
            wait = Math.min(wait, gate.remaining(now).toNanos());
        }
        return Duration.ofNanos(Math.max(wait, LEAST_IDLE));
    }

    private void rest(boolean worked, long now) {
        if (worked) {
            lastWork = now;
        } else if (now - lastWork > REST && nothingToSend() && next != null) {
            batches.giveBack(next);
            next = null;
            batches.release();
        }
    }

    /// Asks to send everything at once, also a last line that is not terminated. From any thread.
    public void drain() {
        lifecycle.drain();
    }

    /// Whether everything that [#drain] asked for was acknowledged, up to the last scan.
    public boolean isDrained() {
        return lifecycle.isDrained(catalog.seen()) && catalog.waitingFiles() == 0;
    }

    /// Asks to make way for a successor: the pipeline takes up nothing more and sends nothing again, but waits
    /// for the responses to what is in flight. From any thread.
    public void finish() {
        lifecycle.finish();
    }

    public boolean isFinishing() {
        return lifecycle.phase().isFinishing();
    }

    /// Whether nothing is in flight any more after [#finish]. A step that runs while [#finish] is called may still
    /// send, so only a step that began later says this.
    public boolean isFinished() {
        return lifecycle.phase() == Lifecycle.Phase.FINISHED;
    }

    /// Removes the gauges, so that a successor can register them, and closes the connections.
    public void close() {
        metrics.close();
        sink.close();
    }

    public String name() {
        return name;
    }

    public PipelineStatus status() {
        boolean replaying = replay.isRunning(); // before the count: once it is over, that is what is left
        return new PipelineStatus(
                name,
                state(),
                gate.problem(),
                lagBytes(),
                metrics.records(),
                metrics.retries(),
                new PipelineStatus.DeadLetters(deadLetters.count(), deadLetters.bytes(), replaying),
                heldBack.list());
    }

    /// Whether a request is in flight. For the pipeline's own thread.
    boolean isSending() {
        return inFlight.isSending();
    }

    private PipelineStatus.State state() {
        if (isDrained()) {
            return PipelineStatus.State.DRAINED;
        }
        return switch (gate.state()) {
            case BLOCKED -> PipelineStatus.State.BLOCKED;
            case RETRYING -> PipelineStatus.State.RETRYING;
            case WORKING -> inFlight.size() == 0 ? PipelineStatus.State.IDLE : PipelineStatus.State.SENDING;
        };
    }

    /// Sends the dead letters of this output once more.
    ///
    /// @return how many there are
    public int replay() {
        int letters = replay.begin();
        wake.run();
        return letters;
    }

    /// Bytes of the present files that the output has not acknowledged.
    public long lagBytes() {
        return lag.bytes();
    }

    private void commit(Batch batch) {
        batch.ends().forEach((generation, position) -> {
            Batch.Unfinished unfinished = batch.heldBack(generation.id());
            if (unfinished == null) {
                cursors.acknowledge(generation.id(), name, position);
                heldBack.release(generation);
            } else {
                heldBack.add(batch, generation, unfinished, now());
                inFlight.forget(generation);
                if (next != null) {
                    next.forget(generation);
                }
            }
        });
        if (batch.isReplay()) {
            replay.sent(batch.letters());
            heldBack.askNow(now());
        }
        metrics.committed(batch);
        batches.giveBack(batch);
    }

    /// Whether there is something to send of files that have no record in the batch.
    private boolean othersWait(Batch batch) {
        Set<Generation> generations = batch.ends().keySet();
        return filler.hasOthers(generations, now())
                || (next != null && !generations.containsAll(next.ends().keySet()));
    }

    /// Encodes what the next file has.
    private boolean fill(boolean draining, long now) {
        if ((next != null && next.isFull(limits)) || !filler.read(draining, now)) {
            return false;
        }
        if (next == null) {
            next = batches.take();
        }
        if (next == null) {
            return false;
        }
        filler.encode(next, draining, now);
        return true;
    }

    private boolean dispatch(boolean draining, long now) {
        if (replay.isRunning() && inFlight.isEmpty() && nothingToSend()) {
            return dispatchReplay(now);
        }
        Batch batch = next;
        if (batch == null || !inFlight.hasRoom()) {
            return false;
        }
        if (batch.isEmpty()) {
            return commitWithoutSending(batch);
        }
        boolean lingered = now - batch.begunAt() >= limits.linger().toNanos();
        if (!batch.isFull(limits) && !lingered && !draining) {
            return false;
        }
        send(batch);
        next = null;
        return true;
    }

    private boolean dispatchReplay(long now) {
        Batch batch = next == null ? batches.take() : next;
        next = null;
        if (batch == null) {
            return false;
        }
        try {
            replay.fill(batch, now);
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("output", name)
                    .addKeyValue("problem", e)
                    .log("dead letters cannot be read, replay stopped");
            replay.abort();
            batch.reset();
        }
        if (batch.isEmpty()) {
            batches.giveBack(batch);
        } else {
            send(batch);
        }
        return true;
    }

    private void send(Batch batch) {
        inFlight.add(new Delivery(name, batch, sink, gate, deadLetters, metrics, this::othersWait, wake));
    }

    private boolean nothingToSend() {
        return next == null || (next.isEmpty() && next.ends().isEmpty());
    }

    /// Commits a batch from which the rules have dropped every record.
    private boolean commitWithoutSending(Batch batch) {
        boolean moved = inFlight.isEmpty() && !batch.ends().isEmpty();
        if (moved) {
            commit(batch);
            next = null;
        }
        return moved;
    }

    private long now() {
        return nanoTime.getAsLong();
    }
}
