package io.sidecars.logshipper.output;

import io.vertx.core.buffer.Buffer;

/// The bytes of a request before and after its encoded records.
///
/// @param length bytes of the encoded records that are sent: a last separator may be left out
public record Envelope(Buffer head, int length, Buffer tail) {}
