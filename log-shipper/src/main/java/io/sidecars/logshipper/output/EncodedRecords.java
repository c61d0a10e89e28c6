package io.sidecars.logshipper.output;

/// Some records of a batch that go into one request, encoded, one after the other.
///
/// @param records how many there are, at least one
public record EncodedRecords(WireBuffer wire, int from, int to, int records) {
    public int length() {
        return to - from;
    }
}
