package io.sidecars.logshipper.pipeline;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/// A record that the receiver will never take, as one line of JSON.
///
/// @param time when it was rejected, RFC 3339
/// @param status of the response
/// @param reason what the receiver said
/// @param file the name under which the file was last seen
/// @param id its `log.record.uid`, 32 hexadecimal digits
/// @param generation the id of the file's generation, 32 hexadecimal digits
/// @param offset of its first byte in the file
/// @param endOffset the offset after its last byte
/// @param record its text after all rules
@JsonPropertyOrder({"time", "output", "status", "reason", "file", "offset", "endOffset", "id", "generation", "record"})
public record DeadLetter(
        String time,
        String output,
        int status,
        String reason,
        String file,
        String id,
        String generation,
        long offset,
        long endOffset,
        String record) {}
