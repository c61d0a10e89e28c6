package io.sidecars.logshipper.output;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/// A protocol over HTTP, in its parts.
///
/// @param request where records are sent
/// @param encoder how records are written
/// @param responses what a response means for them
/// @param probe how `check` asks the receiver
/// @param secrets values in the request that must be masked if the receiver repeats them; those of the endpoint
///     and of its credentials are masked anyway
public record Protocol(
        Request request, RecordEncoder encoder, ResponseRules responses, ReceiverProbe probe, List<String> secrets) {

    public Protocol(Request request, RecordEncoder encoder, ResponseRules responses, ReceiverProbe probe) {
        this(request, encoder, responses, probe, List.of());
    }

    /// The part of a request that never changes.
    ///
    /// @param headers of the protocol, including the content type
    public record Request(HttpMethod method, String uri, Map<String, String> headers) {
        /// A POST with a body of this type.
        public static Request post(RequestUri uri, String contentType) {
            return new Request(HttpMethod.POST, uri.text(), Map.of("Content-Type", contentType));
        }
    }
}
