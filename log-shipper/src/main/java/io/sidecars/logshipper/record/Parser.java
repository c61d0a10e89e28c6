package io.sidecars.logshipper.record;

/// Finds the fields of a record's text, which must be valid UTF-8. Each parser may hold scratch state: it belongs
/// to one thread, and what it found is valid until it parses again.
public sealed interface Parser permits AutoParser, CriParser, JsonObjectParser, LogfmtParser, RegexParser, TextParser {
    /// False if the text is not of this format; `into` then says that all of it is the message, and nothing else.
    boolean parse(byte[] bytes, int from, int to, Fields into);
}
