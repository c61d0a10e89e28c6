package io.sidecars.logshipper.pipeline;

import static java.util.Objects.requireNonNull;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.Verdict;
import io.sidecars.logshipper.output.Verdict.Accepted;
import io.sidecars.logshipper.output.Verdict.Misconfigured;
import io.sidecars.logshipper.output.Verdict.PartlyAccepted;
import io.sidecars.logshipper.output.Verdict.PerRecord;
import io.sidecars.logshipper.output.Verdict.Rejected;
import io.sidecars.logshipper.output.Verdict.Retry;
import io.sidecars.logshipper.output.Verdict.TooLarge;
import io.sidecars.logshipper.record.RecordId;
import io.sidecars.logshipper.record.Source;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Delivers one batch, one request at a time, until every record is accepted or has become a dead letter.
///
/// A request that is rejected as a whole is halved until the bad record is alone. Dead letters are written when
/// nothing else of the batch is left. Until then they are only in memory, and a crash sends their records again.
final class Delivery {
    /// OTLP does not say whether a bad record or the receiver is the cause of status 500.
    private static final Duration SUSPICION = Duration.ofMinutes(5);

    private static final String NO_SHARE = "its rejected records have used up its share of the dead-letter file: ";

    private record Rejection(int index, int status, String why) {}

    private final String output;
    private final Batch batch;
    private final Sink sink;
    private final RetryGate gate;
    private final DeadLetters deadLetters;
    private final PipelineMetrics metrics;
    private final Predicate<Batch> othersWait;
    private final Runnable wake;
    /// The requests that are left, each as the indexes of its records.
    private final Deque<int[]> waiting = new ArrayDeque<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private int[] sent = {};
    private @Nullable Future<Verdict> response;
    private boolean done;

    /// @param othersWait whether there is something to send of files that have no record in the batch
    /// @param wake is called when a response has arrived, from any thread
    Delivery(
            String output,
            Batch batch,
            Sink sink,
            RetryGate gate,
            DeadLetters deadLetters,
            PipelineMetrics metrics,
            Predicate<Batch> othersWait,
            Runnable wake) {
        this.output = output;
        this.batch = batch;
        this.sink = sink;
        this.gate = gate;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.othersWait = othersWait;
        this.wake = wake;
        waiting.add(IntStream.range(0, batch.records()).toArray());
    }

    Batch batch() {
        return batch;
    }

    boolean isInFlight() {
        return response != null;
    }

    /// Whether every record was accepted or has become a dead letter.
    boolean isDone() {
        return done;
    }

    /// Handles the response, if it has arrived.
    ///
    /// @return whether it had
    boolean takeResponse(long now) {
        if (response == null || !response.isComplete()) {
            return false;
        }
        Verdict verdict = response.result();
        response = null;
        actOn(verdict, now);
        return true;
    }

    /// Sends the next request, or writes the dead letters if none is left.
    ///
    /// @return whether there was anything to do that can be done now
    boolean proceed(long now) {
        if (done || response != null || !gate.maySend(now)) {
            return false;
        }
        if (waiting.isEmpty()) {
            writeDeadLetters(now);
        } else {
            send(waiting.removeFirst());
        }
        return true;
    }

    private void send(int[] indexes) {
        if (gate.state() != RetryGate.State.WORKING) {
            metrics.retried();
        }
        sent = indexes;
        Future<Verdict> sending = sink.send(batch.part(indexes));
        response = sending;
        sending.onComplete(_ -> wake.run());
    }

    private void actOn(Verdict verdict, long now) {
        switch (verdict) {
            case Accepted _ -> accepted(sent.length);
            case PartlyAccepted(long rejected, String why) -> {
                accepted(sent.length - (int) Math.min(rejected, sent.length));
                metrics.rejected(rejected);
                gate.rejectedUnnamed(rejected, why, now);
            }
            case Rejected(int status, String why) -> rejected(status, why, now);
            case TooLarge(int status, String why) -> divide(status, why);
            case Misconfigured(int _, String why) -> {
                waiting.addFirst(sent);
                gate.blocked(why, now);
            }
            case Retry(Duration delay, String why, boolean suspect) -> {
                if (suspect && gate.suspectedFor(now).compareTo(SUSPICION) > 0) {
                    rejected(500, why, now);
                } else {
                    waiting.addFirst(sent);
                    gate.failed(delay, why, now);
                }
            }
            case PerRecord(List<Verdict> verdicts) -> each(verdicts, now);
        }
        if (waiting.isEmpty() && rejections.isEmpty() && !batch.isReplay()) {
            done = true;
        }
    }

    private void accepted(int records) {
        gate.accepted();
        metrics.delivered(records);
    }

    private void rejected(int status, String why, long now) {
        if (batch.isReplay()) {
            divide(status, why);
        } else if (gate.rejected(1, why, now)) {
            if (!makeWay(sent, why)) {
                tryAgain();
            }
        } else {
            divide(status, why);
        }
    }

    /// If every record is rejected, the cause is not a single bad one, so none becomes a dead letter. Each
    /// request is tried again in its turn, in halves, so that one bad record does not hide that the others are
    /// accepted again.
    private void tryAgain() {
        if (!rejections.isEmpty()) {
            waiting.addLast(
                    rejections.stream().mapToInt(Rejection::index).sorted().toArray());
            rejections.clear();
        }
        int half = (sent.length + 1) / 2;
        waiting.addLast(Arrays.copyOfRange(sent, 0, half));
        if (half < sent.length) {
            waiting.addLast(Arrays.copyOfRange(sent, half, sent.length));
        }
    }

    /// The cause may be the files of these records and not the receiver. If there are other files, these are
    /// held back, so that the receiver is asked about the others.
    ///
    /// @return whether there are others
    private boolean makeWay(int[] rejected, String why) {
        Set<GenerationId> guilty = new HashSet<>();
        for (int index : rejected) {
            guilty.add(batch.source(index).generation());
        }
        rejections.forEach(rejection -> guilty.add(batch.source(rejection.index).generation()));
        int[] left = IntStream.concat(
                        waiting.stream().flatMapToInt(Arrays::stream),
                        IntStream.concat(
                                Arrays.stream(rejected), rejections.stream().mapToInt(Rejection::index)))
                .distinct()
                .sorted()
                .toArray();
        int[] others = Arrays.stream(left)
                .filter(index -> !guilty.contains(batch.source(index).generation()))
                .toArray();
        if (others.length == 0 && !othersWait.test(batch)) {
            return false;
        }
        for (int index : left) {
            if (guilty.contains(batch.source(index).generation())) {
                batch.holdBack(index, "every record is rejected: " + why);
            }
        }
        waiting.clear();
        rejections.clear();
        if (others.length > 0) {
            waiting.add(others);
        }
        return true;
    }

    private void divide(int status, String why) {
        if (sent.length == 1) {
            rejections.add(new Rejection(sent[0], status, why));
            return;
        }
        int half = sent.length / 2;
        waiting.addFirst(Arrays.copyOfRange(sent, half, sent.length));
        waiting.addFirst(Arrays.copyOfRange(sent, 0, half));
    }

    private void each(List<Verdict> verdicts, long now) {
        List<Integer> again = new ArrayList<>();
        List<Rejection> bad = new ArrayList<>();
        @Nullable Retry retry = null;
        @Nullable Misconfigured refused = null;
        for (int i = 0; i < sent.length; i++) {
            switch (verdicts.get(i)) {
                case Rejected(int status, String why) -> bad.add(new Rejection(sent[i], status, why));
                case Retry later -> {
                    retry = later;
                    again.add(sent[i]);
                }
                case Misconfigured never -> {
                    refused = never;
                    again.add(sent[i]);
                }
                default -> {}
            }
        }
        int taken = sent.length - again.size() - bad.size();
        if (taken > 0) {
            accepted(taken);
        }
        if (!again.isEmpty()) {
            waiting.addFirst(again.stream().mapToInt(Integer::intValue).toArray());
        }
        boolean blame = taken > 0 || batch.isReplay() || bad.isEmpty();
        if (blame || !gate.rejected(bad.size(), bad.getFirst().why(), now)) {
            rejections.addAll(bad);
        } else {
            waiting.addLast(bad.stream().mapToInt(Rejection::index).toArray());
            boolean _ = again.isEmpty()
                    && makeWay(
                            bad.stream().mapToInt(Rejection::index).toArray(),
                            bad.getFirst().why());
        }
        if (refused != null) {
            gate.blocked(refused.why(), now);
        } else if (retry != null) {
            gate.failed(retry.delay(), retry.why(), now);
        }
    }

    private void writeDeadLetters(long now) {
        List<Rejection> bad = rejections.stream()
                .sorted(Comparator.comparingInt(Rejection::index))
                .toList();
        List<DeadLetter> letters = bad.stream().map(this::letter).toList();
        try {
            if (batch.isReplay()) {
                deadLetters.replaceFirst(batch.letters(), letters);
            } else {
                for (int left : deadLetters.append(letters)) {
                    batch.holdBack(bad.get(left).index, NO_SHARE + bad.get(left).why);
                }
            }
        } catch (IOException e) {
            gate.blocked("cannot write dead letters: " + e, now);
            return;
        }
        gate.resumed();
        done = true;
    }

    private DeadLetter letter(Rejection rejection) {
        int index = rejection.index;
        Source source = batch.source(index);
        return new DeadLetter(
                deadLetters.now(),
                output,
                rejection.status,
                rejection.why,
                requireNonNull(source).path().toString(),
                RecordId.of(source.generation(), batch.offset(index), batch.endOffset(index))
                        .toString(),
                source.generation().toString(),
                batch.offset(index),
                batch.endOffset(index),
                batch.text(index));
    }
}
