package io.sidecars.configwatcher.config;

/// A value that must not be shown: it prints as `****`, also as part of a record.
public final class Secret {
    public static final String MASK = "****";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /// The value itself. Only for the request that needs it, never for a message.
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
