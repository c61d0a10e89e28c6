package io.sidecars.logshipper.catalog;

/// What becomes of the files that are found.
interface Followed {
    /// Whether a file is open, or rests, or was open when the last run ended. It is found whatever else there is.
    boolean isFollowed(FileKey file);

    /// Whether it was closed because others wait, and has not changed since.
    boolean isClosed(Stat stat);

    /// Whether something of it was sent. It is found however old it is.
    boolean isKnown(FileKey file);

    /// Whether one more file can be followed.
    boolean hasRoom();

    /// A file was found, and is left out because others come first.
    void leftOut(Candidate file);
}
