package io.sidecars.logshipper.frame;

/// Joins the pieces into which a container runtime splits a long line: each but the last has the tag `P`.
///
/// A line of the other stream between two pieces ends the record.
public final class CriPieces implements Multiline {
    private boolean open;
    private boolean stderr;

    @Override
    public void begin(byte[] bytes, int from, int to) {
        int tags = CriLine.tags(bytes, from, to);
        open = tags >= 0 && CriLine.isPartial(bytes, tags);
        stderr = tags >= 0 && CriLine.isStderr(bytes, tags);
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        int tags = CriLine.tags(bytes, from, to);
        if (!open || tags < 0 || CriLine.isStderr(bytes, tags) != stderr) {
            return false;
        }
        open = CriLine.isPartial(bytes, tags);
        return true;
    }
}
