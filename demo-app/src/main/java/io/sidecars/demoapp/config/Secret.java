package io.sidecars.demoapp.config;

/// Text that is never printed.
public record Secret(String value) {

    public static final String MASK = "****";

    @Override
    public String toString() {
        return MASK;
    }
}
