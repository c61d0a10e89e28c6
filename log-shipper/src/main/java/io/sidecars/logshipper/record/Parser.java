package io.sidecars.logshipper.record;

/// Finds the fields in the text of a record, which must be valid UTF-8. A parser may have scratch state: it serves
/// one thread, and its result is valid until it parses again.
public sealed interface Parser permits AutoParser, CriParser, JsonObjectParser, LogfmtParser, RegexParser, TextParser {
    /// Returns false if the text is not in this format; then the whole text is the message and there are no other
    /// fields.
    boolean parse(byte[] bytes, int from, int to, Fields into);
}
