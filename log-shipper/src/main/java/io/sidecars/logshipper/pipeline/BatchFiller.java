package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Catalog;
import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Position;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.frame.RecordCutter;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import io.sidecars.logshipper.rules.Rules;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills batches from the files: reads a piece of one file, cuts it into records, applies the rules and encodes
/// what they keep. The files take turns.
final class BatchFiller {
    private static final Logger log = LoggerFactory.getLogger(BatchFiller.class);

    private final Catalog catalog;
    private final Tails tails;
    private final Sink sink;
    private final Rules rules;
    private final Output.Batch limits;
    private final InstantSource clock;
    private final PipelineMetrics metrics;
    private final ReadBuffer buffer = new ReadBuffer();
    private final LogRecord record = new LogRecord();
    /// [Catalog#seen] when no file had anything to read, so that they are not all asked again before the catalog
    /// sees something new; null if a file may have something to read.
    private @Nullable Long nothingSince;

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

    /// Starts to follow new files and lets go of those that have ended.
    ///
    /// @return whether the files have changed
    boolean follow() {
        return tails.follow(catalog.generations(), this::drop);
    }

    /// Takes back what was read of a file and not encoded yet.
    void drop(Tail tail) {
        nothingSince = null; // there is something to read, although the files have not changed
        if (buffer.tail() == tail) {
            buffer.clear();
        }
    }

    /// Reads from the next file that has something to read, unless bytes of an earlier read are left.
    ///
    /// @return whether there are bytes to [#encode]
    boolean read(boolean draining, long now) {
        if (buffer.tail() != null) {
            return true;
        }
        long seen = catalog.seen();
        if (Long.valueOf(seen).equals(nothingSince) && !draining) {
            return false;
        }
        boolean read = tails.takeTurns(tail -> !tail.waits(now)
                && (tail.hasNews(now) || tail.hasUnsentPartial(draining))
                && tail.generation().isOpen()
                && read(tail));
        nothingSince = !read && tails.noneMatch(Tail::mayHaveNews) ? seen : null;
        return read;
    }

    private boolean read(Tail tail) {
        Generation generation = tail.generation();
        try {
            boolean same = buffer.read(tail);
            tail.readSucceeded();
            if (!same) {
                generation.suspect();
            }
            return same;
        } catch (ClosedChannelException e) {
            return false; // the catalog has closed the file; its next step decides what becomes of it
        } catch (IOException e) {
            if (tail.readFailed()) {
                log.atWarn()
                        .addKeyValue("path", generation.path())
                        .addKeyValue("problem", e)
                        .log("file cannot be read");
            }
            return false;
        }
    }

    /// Encodes the records in the bytes that were read, until the batch is full.
    ///
    /// @param batch one that has room: a full one would take nothing, and all bytes would count as used up
    void encode(Batch batch, boolean draining, long now) {
        Tail tail = buffer.tail();
        if (tail == null) {
            return;
        }
        if (batch.isFull(limits)) {
            throw new IllegalArgumentException("the batch is full");
        }
        Generation generation = tail.generation();
        Source source = tail.format().source(generation.id(), generation.path(), LogRecord.nanos(clock.instant()));
        Cut cut = cutRecords(batch, tail, source, now);
        moveTail(batch, tail, cut);
        if (!cut.hasMore) {
            if (hasReadAll(tail) && tail.hasUnsentPartial(draining)) {
                addPartial(batch, tail, source, draining, now);
            }
            buffer.clear();
        } else if (tail.asks()) {
            tail.asked();
            buffer.clear();
        }
    }

    /// What was cut from the bytes that were read.
    ///
    /// @param time of the last record before the end of the cut that has a time
    /// @param hasMore whether the bytes may have another complete record
    private record Cut(long time, boolean hasMore) {}

    /// Cuts and encodes one record after the other, until the batch is full or no complete one is left. Of a file
    /// that is held back it is only one: that which is asked about.
    private Cut cutRecords(Batch batch, Tail tail, Source source, long now) {
        boolean last = hasReadAll(tail) && tail.isQuiet(now);
        long time = tail.nextRecord().time();
        do {
            if (!tail.format().cutter().next(last)) {
                return new Cut(time, false);
            }
            time = add(batch, tail, source, time, now);
        } while (!batch.isFull(limits) && !tail.asks());
        return new Cut(time, true);
    }

    /// Moves the tail behind the records that were cut.
    private void moveTail(Batch batch, Tail tail, Cut cut) {
        RecordCutter cutter = tail.format().cutter();
        metrics.leftOut(cutter.takeLeftOut());
        Position nextRecord = buffer.position(cutter.nextOffset(), cut.time);
        if (!nextRecord.equals(tail.nextRecord())) {
            batch.reaches(tail.generation(), nextRecord);
        }
        // NULs at the end of the file are read again: the app may still write into space that it has reserved.
        Position nextRead = hasReadAll(tail) ? nextRecord : buffer.position(cutter.readOffset(), nextRecord.time());
        long searchedTo = cut.hasMore ? nextRecord.offset() : buffer.endOffset();
        tail.advance(nextRecord, nextRead, searchedTo, cutter.mayStillGrow());
    }

    /// Whether the bytes that were read reach to the end of the file, as far as the catalog has seen it.
    private boolean hasReadAll(Tail tail) {
        return buffer.endOffset() >= tail.generation().size();
    }

    /// Adds the incomplete record at the end of the file. While draining, the position stays at its start: if the
    /// app completes the record, log-shipper sends all of it after its restart. In an abandoned file it will never
    /// be completed, so the position moves past it.
    private void addPartial(Batch batch, Tail tail, Source source, boolean draining, long now) {
        boolean abandoned = tail.generation().isAbandoned();
        long time = tail.nextRecord().time();
        while (tail.format().cutter().nextIncomplete()) {
            time = add(batch, tail, source, time, now);
        }
        if (abandoned) {
            Position end = buffer.position(buffer.endOffset(), time);
            tail.advance(end, end, end.offset(), false);
            tail.asked();
            batch.reaches(tail.generation(), end);
        } else if (draining) {
            tail.partialSent();
        }
    }

    /// Applies the rules to the record that was cut last, and encodes it if they keep it.
    ///
    /// @return the time that the next record takes if it has none
    private long add(Batch batch, Tail tail, Source source, long previousTime, long now) {
        if (!tail.format().begin(record, source, previousTime)) {
            metrics.malformed();
        }
        if (rules.keep(record)) {
            sink.encode(record, batch.wire());
            batch.added(record, previousTime, now);
        } else {
            metrics.dropped();
        }
        metrics.redacted(rules.replaced());
        if (!record.isParsed()) {
            return previousTime;
        }
        metrics.parsed(record);
        long own = record.ownTime();
        return own == Fields.NO_TIME ? previousTime : own;
    }

    /// Whether there is something to read now of another generation than these.
    boolean hasOthers(Set<Generation> generations, long now) {
        return !tails.noneMatch(
                tail -> !generations.contains(tail.generation()) && !tail.waits(now) && tail.hasNews(now));
    }

    /// Whether everything in the files has been encoded.
    boolean isAtEnd(long now) {
        return tails.isSame(catalog.generations())
                && tails.noneMatch(tail -> tail.hasNews(now) || tail.hasUnsentPartial(true));
    }
}
