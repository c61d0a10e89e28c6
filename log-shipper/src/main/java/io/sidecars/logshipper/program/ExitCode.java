package io.sidecars.logshipper.program;

/// The exit codes of the program. A number means the same in every sidecar.
public final class ExitCode {
    public static final int DONE = 0;
    /// The program could not do its work.
    public static final int FAILED = 1;
    /// The command line or the configuration is invalid.
    public static final int INVALID = 2;
    /// `check` or `status` found a problem that needs attention.
    public static final int TROUBLE = 4;
    /// The deadline was reached before everything was done; the next run continues. Not 3, which is the JVM's
    /// when it runs out of memory (`-XX:+ExitOnOutOfMemoryError`).
    public static final int UNFINISHED = 5;

    private ExitCode() {}
}
