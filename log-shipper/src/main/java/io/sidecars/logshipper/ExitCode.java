package io.sidecars.logshipper;

/// What the program ends with.
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int INVALID = 2;
    static final int BYTES_LEFT = 3;
    static final int TROUBLE = 4;

    private ExitCode() {}
}
