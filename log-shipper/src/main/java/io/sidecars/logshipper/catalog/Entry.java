package io.sidecars.logshipper.catalog;

/// What a listing remembers of a name. Names that match nothing, dangling links and files that are too old are not
/// remembered.
sealed interface Entry permits Candidate, Entry.Other {
    /// Names that are no candidates.
    enum Other implements Entry {
        /// A directory, or a link to one, in which files may match.
        SUBDIRECTORY,
        /// It matches, but is a FIFO, a socket or a device: opening it could block or have effects.
        REFUSED,
        /// It could not be looked at, so nobody knows what it is.
        UNKNOWN
    }
}
