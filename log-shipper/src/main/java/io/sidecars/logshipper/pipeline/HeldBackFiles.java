package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.catalog.Generation;
import io.sidecars.logshipper.checkpoint.Cursors;
import io.sidecars.logshipper.checkpoint.Fingerprint;
import io.sidecars.logshipper.checkpoint.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Files of one output that alone are not delivered: the receiver rejects a record, and it cannot become a dead
/// letter. The cursor stays at this record. Every 30 s it alone is sent again, until it is accepted or there is
/// room for it.
///
/// The pipeline's thread changes them; any thread may read [#list].
final class HeldBackFiles {
    private static final Logger log = LoggerFactory.getLogger(HeldBackFiles.class);
    private static final long ASK_AGAIN = Duration.ofSeconds(30).toNanos();
    /// Files are named in the log at most once in this time, so that an app cannot decide how much is logged.
    private static final long QUIET = Duration.ofMinutes(1).toNanos();

    private final String output;
    private final Cursors cursors;
    private final Tails tails;
    private final Consumer<Tail> drop;
    private volatile List<PipelineStatus.HeldBack> list = List.of();
    private String reported = "";
    private long mayReportAt;

    /// @param drop takes back what was read of a file and not encoded yet
    /// @param now in nanoseconds of the monotonic clock
    HeldBackFiles(String output, Cursors cursors, Tails tails, Consumer<Tail> drop, long now) {
        this.output = output;
        this.cursors = cursors;
        this.tails = tails;
        this.drop = drop;
        this.mayReportAt = now;
    }

    List<PipelineStatus.HeldBack> list() {
        return list;
    }

    /// Looks which of the files are still there.
    void refresh() {
        list = tails.all().stream()
                .filter(tail -> tail.heldBack() != null)
                .map(tail -> new PipelineStatus.HeldBack(
                        tail.generation().path().toString(), String.valueOf(tail.heldBack())))
                .toList();
    }

    /// Acknowledges what precedes a record that is not finished, and goes back to it.
    void add(Batch batch, Generation generation, Batch.Unfinished record, long now) {
        Position position = position(batch, generation, record.index());
        cursors.acknowledge(generation.id(), output, position);
        Tail tail = tails.get(generation);
        if (tail == null) {
            return; // it has ended, and nothing more is read of it
        }
        drop.accept(tail);
        tail.holdBack(position, record.why(), now + ASK_AGAIN);
        refresh();
        if (now - mayReportAt >= 0) {
            mayReportAt = now + QUIET;
            reported = generation.path().toString();
            log.atError()
                    .addKeyValue("output", output)
                    .addKeyValue("path", reported)
                    .addKeyValue("why", record.why())
                    .addKeyValue("heldBack", list.size())
                    .log("file held back, log-shipper goes on with the others");
        }
    }

    /// Everything that was sent of the file is finished.
    void release(Generation generation) {
        Tail tail = tails.get(generation);
        if (tail == null || !tail.release()) {
            return;
        }
        refresh();
        if (generation.path().toString().equals(reported)) {
            reported = "";
            log.atInfo()
                    .addKeyValue("output", output)
                    .addKeyValue("path", generation.path())
                    .log("file no longer held back");
        }
    }

    /// Sends the record of each file again as soon as possible.
    void askNow(long now) {
        tails.all().forEach(tail -> tail.askAt(now));
    }

    /// If the bytes before the record cannot be read, the last acknowledged position: what follows it is sent
    /// again.
    private Position position(Batch batch, Generation generation, int index) {
        Position acknowledged = cursors.get(generation.id(), output).acknowledged();
        long offset = batch.offset(index);
        if (offset <= acknowledged.offset()) {
            return acknowledged;
        }
        int length = (int) Math.min(Position.GUARD_LENGTH, offset);
        ByteBuffer guard = ByteBuffer.allocate(length);
        try {
            generation.read(guard, offset - length);
        } catch (IOException e) {
            return acknowledged;
        }
        return guard.hasRemaining()
                ? acknowledged
                : new Position(offset, Fingerprint.of(guard.array()), batch.previousTime(index));
    }
}
