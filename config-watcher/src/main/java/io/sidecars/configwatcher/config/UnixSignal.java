package io.sidecars.configwatcher.config;

import java.util.Arrays;

/// The signals by which programs are asked to read their configuration again. One that stops a program is not among
/// them: the program started in its place would be sent it again, and again.
public enum UnixSignal {
    HUP(1),
    USR1(10),
    USR2(12);

    private final int number;

    UnixSignal(int number) {
        this.number = number;
    }

    /// The number on x86-64 and on AArch64.
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
