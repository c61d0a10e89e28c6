package io.sidecars.logshipper.output;

/// The records of one request, encoded, a range of a buffer.
///
/// @param records how many they are, at least one
public record EncodedRecords(WireBuffer wire, int from, int to, int records) {
    public int length() {
        return to - from;
    }
}
