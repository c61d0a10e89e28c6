package io.sidecars.logshipper.frame;

/// Decides which lines belong to one record. Lines come without their line end, and the bytes need not stay.
///
/// Everything known is forgotten at [#begin], so the same lines are always framed in the same way, also when they
/// are read again from the start of their record. Each instance serves one thread. It sets no limit to a record's
/// size.
public sealed interface Multiline permits CriPieces, GoTraces, JavaTraces, PythonTraces, StartPattern {

    /// Takes the first line of a record.
    void begin(byte[] bytes, int from, int to);

    /// Whether the next line belongs to the record; if not, it is to be given to [#begin].
    boolean continues(byte[] bytes, int from, int to);
}
