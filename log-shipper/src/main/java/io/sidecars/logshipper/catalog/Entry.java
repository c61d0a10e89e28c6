package io.sidecars.logshipper.catalog;

/// What a listing knows about a name. It leaves out names that match nothing, dangling links and files that are
/// too old.
sealed interface Entry permits Candidate, Entry.Refused, Entry.Other {
    /// It matches, but is not read: a FIFO, a socket, a device, or a link that leads out.
    ///
    /// @param why one sentence
    record Refused(String why) implements Entry {}

    /// Names that are not candidates.
    enum Other implements Entry {
        /// A directory in which files may match.
        SUBDIRECTORY,
        /// A link to such a directory.
        LINKED_DIRECTORY,
        /// It could not be looked at, so its kind is not known.
        UNKNOWN
    }
}
