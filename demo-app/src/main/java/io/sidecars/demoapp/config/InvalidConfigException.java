package io.sidecars.demoapp.config;

/// The configuration is invalid. The message is one sentence that names the file, line, column, key and rule.
public final class InvalidConfigException extends Exception {

    private static final long serialVersionUID = 1;

    InvalidConfigException(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
