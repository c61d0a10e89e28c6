package io.sidecars.configwatcher.config;

/// A value that nobody may see: it prints as `****`, also inside a record.
public final class Secret {
    public static final String MASK = "****";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /// The value itself, for the wire and for nothing else.
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && value.equals(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
