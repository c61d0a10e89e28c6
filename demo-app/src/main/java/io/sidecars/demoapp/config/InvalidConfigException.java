package io.sidecars.demoapp.config;

/// A mounted configuration that cannot be used. The message is one sentence with file, line, column, key and rule.
public final class InvalidConfigException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidConfigException(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
