package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/// How `check` asks a receiver whether it would accept records.
///
/// @param request changes nothing at the receiver
/// @param body empty for none
/// @param result what a response says about the receiver; keeps no state
public record ReceiverProbe(Protocol.Request request, Buffer body, Function<Response, Sink.ProbeResult> result) {}
