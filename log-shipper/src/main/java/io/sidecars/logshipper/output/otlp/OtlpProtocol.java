package io.sidecars.logshipper.output.otlp;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Protocol.Request;
import io.sidecars.logshipper.output.ReceiverProbe;
import io.sidecars.logshipper.output.RecordEncoder;
import io.sidecars.logshipper.output.RequestUri;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.buffer.Buffer;

/// OpenTelemetry logs over HTTP. Without a parser a record has no time of its own, only the time at which it was
/// read.
public final class OtlpProtocol {
    /// The name of the instrumentation scope, the same for all records.
    static final String SCOPE = "log-shipper";

    private OtlpProtocol() {}

    public static Protocol of(Output.Otlp config, Resource resource) {
        RequestUri uri = RequestUri.of(config.endpoint().url(), "/v1/logs");
        return switch (config.encoding()) {
            case PROTOBUF ->
                of(Request.post(uri, "application/x-protobuf"), new ProtobufEncoder(resource), Buffer.buffer());
            case JSON -> of(Request.post(uri, "application/json"), new JsonEncoder(resource), Buffer.buffer("{}"));
        };
    }

    /// @param noRecords the body of a request without records
    private static Protocol of(Request request, RecordEncoder encoder, Buffer noRecords) {
        return new Protocol(
                request, encoder, OtlpVerdicts::verdict, new ReceiverProbe(request, noRecords, OtlpVerdicts::probed));
    }
}
