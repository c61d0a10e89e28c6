package io.sidecars.logshipper.frame;

/// Decides which lines belong to one record. Lines are given without their line end; an implementation does not
/// keep them.
///
/// [#begin] resets all state, so the same lines always give the same records, also if they are read again from the
/// start of their record. An instance serves one thread. It does not limit the size of a record.
public sealed interface Multiline permits CriPieces, GoTraces, JavaTraces, PythonTraces, StartPattern {

    /// Begins a record with its first line.
    void begin(byte[] bytes, int from, int to);

    /// Whether the next line belongs to the record. If not, the caller passes that line to [#begin].
    boolean continues(byte[] bytes, int from, int to);
}
