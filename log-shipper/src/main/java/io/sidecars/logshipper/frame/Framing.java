package io.sidecars.logshipper.frame;

import org.jspecify.annotations.Nullable;

/// How bytes are cut into records. The same bytes with the same framing give the same records, in whatever ranges they
/// are read, except for the last multiline record: the caller of [RecordCutter#next] says whether it is complete.
///
/// @param maxLength the most bytes that the text of a record has
/// @param truncate whether the rest of a longer line is left out; if not, it is cut into several records
/// @param multiline decides which lines belong together; null if every line is a record
/// @param maxLines the most lines of a record
/// @param charset knows where a text can be cut without splitting a character
public record Framing(
        int maxLength, boolean truncate, @Nullable Multiline multiline, int maxLines, Transcoder charset) {}
