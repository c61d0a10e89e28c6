package io.sidecars.configwatcher.config;

import java.util.Arrays;

/// The signals that ask a program to reload its configuration. Signals that terminate a program are not offered:
/// the restarted program would get the signal again, endlessly.
public enum UnixSignal {
    HUP(1),
    USR1(10),
    USR2(12);

    private final int number;

    UnixSignal(int number) {
        this.number = number;
    }

    /// The signal number on x86-64 and AArch64.
    public int number() {
        return number;
    }

    @Override
    public String toString() {
        return "SIG" + name();
    }

    static UnixSignal of(String text) {
        return Arrays.stream(values())
                .filter(signal -> text.equals(signal.name()) || text.equals(signal.toString()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be HUP, USR1 or USR2"));
    }
}
