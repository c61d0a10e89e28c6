package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/// What one protocol over HTTP makes of records and of answers. Used by one thread, but for [#verdict] and
/// [#probed], which keep no state.
public interface Protocol {
    /// What is the same for every request.
    ///
    /// @param uri the URL of the configuration and what the protocol adds to it
    /// @param headers of the protocol, content type included
    record Request(HttpMethod method, String uri, Map<String, String> headers) {}

    /// What stands around the records of one request.
    ///
    /// @param taken how many of the records' bytes are sent: a last separator is left out
    record Envelope(Buffer head, int taken, Buffer tail) {}

    Request request();

    /// What of its requests nobody may see in a reason, should a receiver repeat it.
    default List<String> secrets() {
        return List.of();
    }

    /// Appends the record's wire bytes, a separator after them included.
    void encode(LogRecord record, WireBuffer batch);

    /// What stands around these records.
    ///
    /// @param length of the encoded records
    Envelope envelope(int length);

    /// What an answer means.
    ///
    /// @param records how many were sent
    Verdict verdict(Response answer, int records);

    /// A request that changes nothing at the receiver.
    Request probe();

    /// The body of the probe, empty for none.
    Buffer probeBody();

    /// What the answer to the probe says.
    Sink.Probe probed(Response answer);
}
