package io.sidecars.logshipper.record;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;

/// A view on one record's bytes in a buffer that is used again: valid only until the next record is read.
///
/// @param end index after the last byte of the text, line end not included
/// @param offset of the first byte in the file
/// @param endOffset in the file, after the line end
/// @param partial sent before its end was written, or a piece of a line that is too long for one record
@SuppressWarnings("ArrayRecordComponent") // a view: never compared, never kept
public record LogRecord(
        byte[] bytes,
        int start,
        int end,
        GenerationId generation,
        Path path,
        long offset,
        long endOffset,
        boolean partial) {

    /// The same bytes at the same place always give the same id, whoever reads them again and when.
    public RecordId id() {
        return RecordId.of(generation, offset, endOffset);
    }
}
