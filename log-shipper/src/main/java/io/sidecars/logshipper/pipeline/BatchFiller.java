package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Rules;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes in: tail → frame → interpret → encode, one window of one file at a time, the files in turn.
final class BatchFiller {
    private static final Logger log = LoggerFactory.getLogger(BatchFiller.class);

    private final Catalog catalog;
    private final Tails tails;
    private final Sink sink;
    private final Rules rules;
    private final Output.Batch limits;
    private final InstantSource clock;
    private final PipelineMetrics metrics;
    private final Window window = new Window();
    private final LogRecord record = new LogRecord();
    /// What the catalog had seen when there was nothing to read in any file; null if there may be.
    private @Nullable Long nothingSince;
    private long wallClock;

    BatchFiller(
            Catalog catalog,
            Tails tails,
            Sink sink,
            Rules rules,
            Output.Batch limits,
            InstantSource clock,
            PipelineMetrics metrics) {
        this.catalog = catalog;
        this.tails = tails;
        this.sink = sink;
        this.rules = rules;
        this.limits = limits;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// Takes up the files that are new, and lets go of those that have ended.
    ///
    /// @return whether there were any
    boolean follow() {
        return tails.follow(catalog.generations(), this::drop);
    }

    private void drop(Tail tail) {
        if (window.tail() == tail) {
            window.clear();
        }
    }

    /// Fills the window, unless it holds something, from the next file that has news, each in turn.
    ///
    /// @return whether it holds anything
    boolean read(boolean draining, long now) {
        if (window.tail() != null) {
            return true;
        }
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

    /// Encodes what the window holds, until the batch is full.
    void encode(Batch batch, boolean draining, long now) {
        Tail tail = window.tail();
        if (tail == null) {
            return;
        }
        Generation generation = tail.generation();
        Framing framing = tail.format().framing();
        boolean last = window.endOffset() >= generation.size() && tail.isQuiet(now);
        Origin origin = new Origin(generation.id(), generation.path());
        record.file(origin.generation(), origin.path());
        wallClock = LogRecord.nanos(clock.instant());
        long time = tail.position().time();
        boolean more = false;
        while (!batch.isFull(limits) && (more = window.next(record, framing, last))) {
            time = add(batch, tail, origin, time, now);
        }
        metrics.leftOut(window.leftOut());
        Position position = window.position(time);
        boolean atEnd = window.endOffset() >= generation.size();
        if (!position.equals(tail.position())) {
            batch.reaches(generation, position);
        }
        tail.advance(
                position,
                atEnd ? position : window.reading(position),
                more ? position.offset() : window.endOffset(),
                window.isOpen());
        if (!more) {
            if (atEnd && tail.hasUnsentPartial(draining)) {
                addPartial(batch, tail, origin, draining, now);
            }
            window.clear();
        }
    }

    /// The position stays where the record starts: should it be finished after a restart, it is sent again whole.
    /// In an abandoned file nobody will finish it, so the position passes it.
    private void addPartial(Batch batch, Tail tail, Origin origin, boolean draining, long now) {
        boolean abandoned = tail.generation().isAbandoned();
        long time = tail.position().time();
        while (window.partial(record, tail.format().framing())) {
            time = add(batch, tail, origin, time, now);
        }
        if (abandoned) {
            Position end = window.end(time);
            tail.advance(end, end, end.offset(), false);
            batch.reaches(tail.generation(), end);
        } else if (draining) {
            tail.partialSent();
        }
    }

    /// Returns the time that a record without one takes after this one.
    private long add(Batch batch, Tail tail, Origin origin, long previous, long now) {
        if (!tail.format().interpret(record, wallClock, previous)) {
            metrics.malformed();
        }
        if (rules.keep(record)) {
            sink.encode(record, batch.wire());
            batch.added(record, origin, now);
        } else {
            metrics.dropped();
        }
        metrics.redacted(rules.replaced());
        if (!record.isParsed()) {
            return previous;
        }
        metrics.parsed(record);
        long own = record.ownTime();
        return own == Fields.NO_TIME ? previous : own;
    }

    /// Whether everything that the files hold has been encoded.
    boolean isAtEnd(long now) {
        return tails.isSame(catalog.generations())
                && tails.noneMatch(tail -> tail.hasNews(now) || tail.hasUnsentPartial(true));
    }
}
