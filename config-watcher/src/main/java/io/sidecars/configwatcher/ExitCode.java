package io.sidecars.configwatcher;

/// What the program ends with.
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int INVALID = 2;
    static final int TROUBLE = 4;

    private ExitCode() {}
}
