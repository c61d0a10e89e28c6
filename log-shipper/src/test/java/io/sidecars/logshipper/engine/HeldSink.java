package io.sidecars.logshipper.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A receiver in memory that answers when the test tells it to.
final class HeldSink implements Sink {
    private final List<String> lines = new ArrayList<>();
    private final Deque<Promise<Verdict>> unanswered = new ArrayDeque<>();
    private boolean answersAtOnce = true;
    private boolean closed;

    /// From now on requests wait for [#answer].
    void hold() {
        answersAtOnce = false;
    }

    /// Accepts the oldest request.
    void answer() {
        unanswered.removeFirst().complete(new Verdict.Accepted());
    }

    /// The lines of all requests, whether they are answered or not.
    List<String> lines() {
        return List.copyOf(lines);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        batch.put(record.bytes(), record.start(), record.end()).put('\n');
    }

    @Override
    public Future<Verdict> send(EncodedRecords records) {
        String text = new String(records.wire().array(), records.from(), records.to() - records.from(), UTF_8);
        lines.addAll(text.lines().toList());
        if (answersAtOnce) {
            return Future.succeededFuture(new Verdict.Accepted());
        }
        Promise<Verdict> answer = Promise.promise();
        unanswered.add(answer);
        return answer.future();
    }

    @Override
    public Future<ProbeResult> probe() {
        return Future.succeededFuture(new ProbeResult(true, "in memory"));
    }

    @Override
    public void close() {
        closed = true;
    }
}
