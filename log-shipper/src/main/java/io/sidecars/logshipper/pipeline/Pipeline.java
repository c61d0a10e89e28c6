package io.sidecars.logshipper.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.catalog.Losses;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Config;
import io.sidecars.logshipper.output.Output;
import io.sidecars.logshipper.process.Rules;
import io.sidecars.logshipper.record.LogRecord;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
    private final PipelineMetrics metrics;
    private final Delivery delivery;
    private final Rules rules;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Window window = new Window();
    private final LogRecord record = new LogRecord();
    private final Tails tails;
    /// What the catalog had seen when there was nothing to read in any file; null if there may be.
    private @Nullable Long nothingSince;
    private long wallClock;
    private Batch next;
    private Batch spare;
    private volatile boolean draining;
    private volatile boolean drained;
    private volatile boolean finishing;
    private volatile boolean finished;

    /// @param wake called when an answer has arrived, from any thread
    public Pipeline(
            Config.Output config,
            Output output,
            Rules rules,
            Catalog catalog,
            Cursors cursors,
            Losses losses,
            Backoff backoff,
            MeterRegistry registry,
            InstantSource clock,
            LongSupplier nanoTime,
            Runnable wake) {
        this.name = config.name();
        this.output = output;
        this.limits = config.common().batch();
        this.rules = rules;
        this.catalog = catalog;
        this.cursors = cursors;
        this.tails = new Tails(name, cursors, losses);
        this.metrics = new PipelineMetrics(registry, name);
        this.delivery = new Delivery(name, output, backoff, metrics, wake);
        this.clock = clock;
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
        if (finishing) {
            finished = !delivery.isInFlight();
            return worked;
        }
        worked |= tails.follow(catalog.generations(), this::drop);
        worked |= fill(now);
        worked |= dispatch(now);
        drained = draining && delivery.isIdle() && next.isEmpty() && !worked && isAtEnd(now);
        return worked;
    }

    /// SIGTERM: the files will not grow any more. Sends everything at once, also a last line without an end.
    ///
    /// To be called again after each scan: what it found is not drained.
    public void drain() {
        draining = true;
        drained = false;
    }

    /// Whether everything that [#drain] asked for was acknowledged.
    public boolean isDrained() {
        return drained;
    }

    /// Other rules are coming: takes up nothing more, and sends nothing again. What is in flight may still arrive.
    public void finish() {
        finishing = true;
    }

    public boolean isFinishing() {
        return finishing;
    }

    /// Whether a step has found nothing in flight after [#finish]. A step that was under way then may still send.
    public boolean isFinished() {
        return finished;
    }

    /// Gives up its gauges, so that a successor can have them, and its connections.
    public void close() {
        metrics.close();
        output.close();
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
                .mapToLong(file -> cursors.get(file.id(), name).lag(file.size()))
                .sum();
    }

    private boolean settle(long now) {
        Batch done = delivery.settle(now, draining, finishing);
        if (done == null) {
            return false;
        }
        commit(done);
        spare = done;
        return true;
    }

    private void commit(Batch batch) {
        batch.ends().forEach((generation, position) -> cursors.acknowledge(generation.id(), name, position));
        metrics.accepted(batch);
        batch.reset();
    }

    private void drop(Tail tail) {
        if (window.tail() == tail) {
            window.clear();
        }
    }

    /// Encodes what the window holds, after filling it if it is empty.
    private boolean fill(long now) {
        if (isFull(next) || (window.tail() == null && !read(now))) {
            return false;
        }
        Tail tail = window.tail();
        if (tail == null) {
            return true;
        }
        Generation generation = tail.generation();
        Framing framing = tail.interpretation().framing();
        boolean last = window.endOffset() >= generation.size() && tail.isQuiet(now);
        record.file(generation.id(), generation.path());
        wallClock = nanos(clock.instant());
        long time = tail.position().time();
        boolean more = false;
        while (!isFull(next) && (more = window.next(record, framing, last))) {
            time = add(tail, time, now);
        }
        metrics.leftOut(window.leftOut());
        Position position = window.position(time);
        boolean atEnd = window.endOffset() >= generation.size();
        if (!position.equals(tail.position())) {
            next.reaches(generation, position);
        }
        tail.advance(
                position,
                atEnd ? position : window.reading(position),
                more ? position.offset() : window.endOffset(),
                window.isOpen());
        if (!more) {
            if (atEnd && tail.hasUnsentPartial(draining)) {
                addPartial(tail, now);
            }
            window.clear();
        }
        return true;
    }

    /// The position stays where the record starts: should it be finished after a restart, it is sent again whole.
    /// In an abandoned file nobody will finish it, so the position passes it.
    private void addPartial(Tail tail, long now) {
        boolean abandoned = tail.generation().isAbandoned();
        long time = tail.position().time();
        while (window.partial(record, tail.interpretation().framing())) {
            time = add(tail, time, now);
        }
        if (abandoned) {
            Position end = window.end(time);
            tail.advance(end, end, end.offset(), false);
            next.reaches(tail.generation(), end);
        } else if (draining) {
            tail.partialSent();
        }
    }

    /// Returns the time that a record without one takes after this one.
    private long add(Tail tail, long previous, long now) {
        if (!tail.interpretation().interpret(record, wallClock, previous)) {
            metrics.malformed();
        }
        if (rules.keep(record)) {
            output.encode(record, next.wire());
            next.added(record.endOffset() - record.offset(), now);
        } else {
            metrics.dropped();
        }
        metrics.redacted(rules.replaced());
        if (!record.isParsed()) {
            return previous;
        }
        metrics.parsed(record);
        return record.time();
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private boolean isFull(Batch batch) {
        return batch.wire().length() >= limits.bytes() || batch.records() >= MAX_RECORDS;
    }

    /// Fills the window from the next file that has news, each in turn.
    private boolean read(long now) {
        long seen = catalog.seen();
        if (Long.valueOf(seen).equals(nothingSince) && !draining) {
            return false;
        }
        boolean read = tails.takeTurns(tail -> (tail.hasNews(now) || tail.hasUnsentPartial(draining))
                && tail.generation().isOpen()
                && read(tail));
        nothingSince = !read && tails.noneMatch(Tail::mayHaveNews) ? seen : null;
        return read;
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
        } catch (ClosedChannelException e) {
            return false; // it rests, or is given up: the next step knows
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
        if (!delivery.isIdle()) {
            return false;
        }
        if (next.isEmpty()) {
            return commitWithoutSending();
        }
        boolean lingered = now - next.begunAt() >= limits.linger().toNanos();
        if (!isFull(next) && !lingered && !draining) {
            return false;
        }
        delivery.send(next);
        next = spare;
        return true;
    }

    /// Rules may have dropped everything.
    private boolean commitWithoutSending() {
        boolean moved = !next.ends().isEmpty();
        if (moved) {
            commit(next);
        }
        return moved;
    }

    private boolean isAtEnd(long now) {
        return tails.isSame(catalog.generations())
                && tails.noneMatch(tail -> tail.hasNews(now) || tail.hasUnsentPartial(true));
    }
}
