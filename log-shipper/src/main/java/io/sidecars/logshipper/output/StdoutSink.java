package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Output.Stdout;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;

/// Writes each record as a line of text or JSON. Written means accepted: log-shipper cannot know whether standard
/// output is read.
public final class StdoutSink implements Sink {
    private final OutputStream out;
    private final Stdout.Format format;
    private final RecordEncoder encoder;

    public StdoutSink(OutputStream out, Stdout.Format format, Resource resource) {
        this.out = out;
        this.format = format;
        this.encoder = new NdjsonEncoder(resource);
    }

    @Override
    public void encode(LogRecord record, WireBuffer batch) {
        switch (format) {
            case LINES ->
                batch.put(record.bytes(), record.start(), record.end()).put('\n');
            case NDJSON -> encoder.encode(record, batch);
        }
    }

    /// Blocks while standard output is not read.
    @Override
    public Future<Verdict> send(EncodedRecords records) {
        try {
            out.write(records.wire().array(), records.from(), records.length());
            out.flush();
            return Future.succeededFuture(new Verdict.Accepted());
        } catch (IOException e) {
            return Future.succeededFuture(new Verdict.Retry(null, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public Future<ProbeResult> probe() {
        return Future.succeededFuture(new ProbeResult(true, "standard output"));
    }

    /// Leaves standard output open: other parts of the program use it.
    @Override
    public void close() {}
}
