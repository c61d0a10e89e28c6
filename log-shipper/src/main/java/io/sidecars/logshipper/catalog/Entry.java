package io.sidecars.logshipper.catalog;

/// What a listing knows about a name. It leaves out names that match nothing, dangling links and files that are too
/// old.
sealed interface Entry permits Candidate, Entry.Other {
    /// Names that are not candidates.
    enum Other implements Entry {
        /// A directory, or a link to one, in which files may match.
        SUBDIRECTORY,
        /// It matches, but is a FIFO, a socket or a device: opening it could block or have effects.
        REFUSED,
        /// It could not be looked at, so its kind is not known.
        UNKNOWN
    }
}
