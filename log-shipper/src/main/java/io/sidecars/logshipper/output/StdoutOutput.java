package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;

/// Lines as they are. Written means accepted: whoever reads our standard output is out of sight.
public final class StdoutOutput implements Output {
    private final OutputStream out;

    public StdoutOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        batch.put(record.bytes(), record.start(), record.end()).put('\n');
    }

    /// Blocks while nobody reads.
    @Override
    public Future<Verdict> send(WireBuffer batch) {
        try {
            out.write(batch.array(), 0, batch.length());
            out.flush();
            return Future.succeededFuture(new Verdict.Accepted());
        } catch (IOException e) {
            return Future.succeededFuture(new Verdict.RetryAfter(null, String.valueOf(e.getMessage())));
        }
    }
}
