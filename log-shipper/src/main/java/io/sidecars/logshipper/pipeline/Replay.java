package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Dead letters become records again, with the ids that they had, encoded as the configuration says now. Rules
/// have been applied to them already.
final class Replay {
    private final DeadLetters deadLetters;
    private final Sink sink;
    private final Output.Batch limits;
    private final Function<Path, @Nullable Input> inputs;
    private final LogRecord record = new LogRecord();
    private volatile int left;

    /// @param inputs which input a path belongs to, null for none
    Replay(DeadLetters deadLetters, Sink sink, Output.Batch limits, Function<Path, @Nullable Input> inputs) {
        this.deadLetters = deadLetters;
        this.sink = sink;
        this.limits = limits;
        this.inputs = inputs;
    }

    /// Sends all that are there now, once. From any thread.
    int begin() {
        int count = deadLetters.count();
        left = count;
        return count;
    }

    boolean isRunning() {
        return left > 0;
    }

    /// Fills an empty batch with the oldest letters.
    void fill(Batch batch, long now) throws IOException {
        List<DeadLetter> letters = deadLetters.first(Math.min(left, limits.records()), limits.bytes());
        for (DeadLetter letter : letters) {
            Path path = Path.of(letter.file());
            Input input = inputs.apply(path);
            Source source = new Source(
                    GenerationId.parse(letter.generation()),
                    path,
                    input == null ? null : InputFormat.parser(input.parse()),
                    LogRecord.nanos(Instant.parse(letter.time())),
                    Long.MIN_VALUE);
            byte[] text = letter.record().getBytes(UTF_8);
            record.begin(source, 0, text, 0, text.length, letter.offset(), letter.endOffset(), Completeness.COMPLETE);
            sink.encode(record, batch.wire());
            batch.added(record, 0, now);
        }
        batch.replays(letters.size());
        if (letters.isEmpty()) {
            left = 0;
        }
    }

    void sent(int letters) {
        left = Math.max(0, left - letters);
    }

    /// Sends none of those that are left.
    void abort() {
        left = 0;
    }
}
