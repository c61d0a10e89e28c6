package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.output.Output;
import io.sidecars.logshipper.record.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One output and its own cursor in every file: tail → frame → encode → send → verdict → commit.
///
/// The file is the queue. Back-pressure is not to read, retry is not to remember. While one batch is in flight the
/// next is encoded, not sent; so at most two are in memory, and records arrive in file order.
public final class Pipeline {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);
    private static final int MAX_RECORDS = 10_000;

    private final String name;
    private final Output output;
    private final Config.Batch limits;
    private final Catalog catalog;
    private final Cursors cursors;
    private final Losses losses;
    private final PipelineMetrics metrics;
    private final Delivery delivery;
    private final LongSupplier nanoTime;
    private final Window window = new Window();
    private final Map<Generation, Tail> tails = new LinkedHashMap<>();
    private List<Generation> generations = List.of();
    private int turn;
    private Batch next;
    private Batch spare;
    private volatile boolean draining;
    private volatile boolean drained;

    /// @param wake called when an answer has arrived, from any thread
    public Pipeline(
            Config.Output config,
            Output output,
            Catalog catalog,
            Cursors cursors,
            Losses losses,
            Backoff backoff,
            MeterRegistry registry,
            LongSupplier nanoTime,
            Runnable wake) {
        this.name = config.name();
        this.output = output;
        this.limits = config.batch();
        this.catalog = catalog;
        this.cursors = cursors;
        this.losses = losses;
        this.metrics = new PipelineMetrics(registry, name);
        this.delivery = new Delivery(name, output, backoff, metrics, wake);
        this.nanoTime = nanoTime;
        this.next = new Batch(limits.bytes());
        this.spare = new Batch(limits.bytes());
        metrics.gauge("log_shipper_lag_bytes", "Bytes not acknowledged yet.", this, Pipeline::lagBytes);
        metrics.gauge("log_shipper_blocked", "1 while the output rejects.", this, p -> p.delivery.isBlocked() ? 1 : 0);
    }

    /// A bounded amount of work, at most one read.
    ///
    /// @return whether there was any
    public boolean step() {
        long now = nanoTime.getAsLong();
        boolean worked = settle(now);
        worked |= follow();
        worked |= fill(now);
        worked |= dispatch(now);
        drained = draining && delivery.isIdle() && next.isEmpty() && !worked && isAtEnd();
        return worked;
    }

    /// SIGTERM: the files will not grow any more. Sends everything at once, also a last line without an end.
    public void drain() {
        draining = true;
    }

    /// Whether everything that [#drain] asked for was acknowledged.
    public boolean isDrained() {
        return drained;
    }

    public String name() {
        return name;
    }

    public PipelineStatus status() {
        return new PipelineStatus(
                name,
                drained ? "drained" : delivery.word(),
                delivery.problem(),
                lagBytes(),
                metrics.records(),
                metrics.retries());
    }

    /// Bytes of the present files that the output has not acknowledged.
    public long lagBytes() {
        return catalog.generations().stream()
                .mapToLong(file ->
                        Math.max(0, file.size() - cursors.get(file.id(), name).offset()))
                .sum();
    }

    private boolean settle(long now) {
        Batch done = delivery.settle(now, draining);
        if (done == null) {
            return false;
        }
        done.ends().forEach((generation, position) -> {
            if (!generation.isDestroyed()) {
                cursors.acknowledge(generation.id(), name, position);
            }
        });
        metrics.accepted(done);
        done.reset();
        spare = done;
        return true;
    }

    /// Takes up new files and lets go of old ones.
    private boolean follow() {
        List<Generation> present = catalog.generations();
        if (present.equals(generations)) {
            return false;
        }
        generations = present;
        for (Tail tail : List.copyOf(tails.values())) {
            if (!present.contains(tail.generation())) {
                tails.remove(tail.generation());
                letGo(tail);
            }
        }
        present.forEach(generation ->
                tails.computeIfAbsent(generation, file -> new Tail(file, cursors.get(file.id(), name))));
        return true;
    }

    private void letGo(Tail tail) {
        if (window.tail() == tail) {
            window.clear();
        }
        Generation generation = tail.generation();
        long from = tail.position().offset();
        if (generation.isDestroyed() && generation.size() > from) {
            losses.lost(
                    name,
                    Losses.Reason.TRUNCATED,
                    generation.size() - from,
                    generation.path().toString(),
                    from);
        }
    }

    /// Encodes what the window holds, after filling it if it is empty.
    private boolean fill(long now) {
        if (isFull(next) || (window.tail() == null && !read())) {
            return false;
        }
        Tail tail = window.tail();
        if (tail == null) {
            return true;
        }
        Generation generation = tail.generation();
        LogRecord record = null;
        while (!isFull(next) && (record = window.next(generation)) != null) {
            add(record, now);
        }
        tail.advance(
                window.position(),
                record == null ? window.endOffset() : window.position().offset());
        next.reaches(generation, tail.position());
        if (record == null) {
            if (!tail.hasNews() && tail.hasUnsentPartial(draining)) {
                addPartial(tail, now);
            }
            window.clear();
        }
        return true;
    }

    /// The position stays where the line starts: should it be finished after a restart, it is sent again whole.
    /// In an abandoned file nobody will, so the position passes it.
    private void addPartial(Tail tail, long now) {
        LogRecord partial = window.partial(tail.generation());
        if (partial != null) {
            add(partial, now);
        }
        if (tail.generation().isAbandoned()) {
            tail.advance(window.position(), window.endOffset());
            next.reaches(tail.generation(), tail.position());
        } else {
            tail.partialSent();
        }
    }

    private void add(LogRecord record, long now) {
        output.encode(record, next.wire());
        next.added(record.endOffset() - record.offset(), now);
    }

    private boolean isFull(Batch batch) {
        return batch.wire().length() >= limits.bytes() || batch.records() >= MAX_RECORDS;
    }

    /// Fills the window from the next file that has news, each in turn.
    private boolean read() {
        List<Tail> all = new ArrayList<>(tails.values());
        for (int i = 0; i < all.size(); i++) {
            Tail tail = all.get((turn + i) % all.size());
            if ((tail.hasNews() || tail.hasUnsentPartial(draining)) && read(tail)) {
                turn = (turn + i + 1) % all.size();
                return true;
            }
        }
        return false;
    }

    private boolean read(Tail tail) {
        Generation generation = tail.generation();
        try {
            boolean same = window.read(tail);
            tail.readSucceeded();
            if (!same) {
                generation.suspect();
            }
            return same;
        } catch (IOException e) {
            if (tail.readFailed()) {
                log.atWarn()
                        .addKeyValue("path", generation.path())
                        .addKeyValue("problem", e)
                        .log("cannot read");
            }
            return false;
        }
    }

    private boolean dispatch(long now) {
        if (!delivery.isIdle() || next.isEmpty()) {
            return false;
        }
        boolean lingered = now - next.begunAt() >= limits.linger().toNanos();
        if (!isFull(next) && !lingered && !draining) {
            return false;
        }
        delivery.send(next);
        next = spare;
        return true;
    }

    private boolean isAtEnd() {
        return generations.equals(catalog.generations())
                && tails.values().stream().noneMatch(tail -> tail.hasNews() || tail.hasUnsentPartial(true));
    }
}
