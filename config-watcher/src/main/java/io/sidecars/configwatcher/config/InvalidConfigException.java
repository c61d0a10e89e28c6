package io.sidecars.configwatcher.config;

/// A configuration that cannot be used. The message is one sentence for the operator: place, key, rule.
public final class InvalidConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidConfigException(String message) {
        super(message);
    }
}
