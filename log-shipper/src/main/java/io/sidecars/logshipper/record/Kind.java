package io.sidecars.logshipper.record;

/// How a value is written in the record, and so what an encoder has to do to it.
public enum Kind {
    /// Plain bytes; JSON needs them quoted and escaped.
    TEXT,
    /// The inside of a JSON string, already escaped.
    JSON_STRING,
    /// Any other JSON value: number, `true`, `false`, `null`, object or array.
    JSON
}
