package io.sidecars.logshipper.record;

/// How a value is written in the record, which tells an encoder whether to quote and escape it.
public enum Kind {
    /// Plain text. In JSON it must be quoted and escaped.
    TEXT,
    /// The content of a JSON string, already escaped. In JSON it must be quoted.
    JSON_STRING,
    /// Any other JSON value: number, `true`, `false`, `null`, object or array. In JSON it stays as it is.
    JSON
}
