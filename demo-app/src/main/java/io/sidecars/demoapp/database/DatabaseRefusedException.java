package io.sidecars.demoapp.database;

/// A database that cannot be used with these settings; the message is one sentence without the password.
public final class DatabaseRefusedException extends Exception {

    private static final long serialVersionUID = 1;

    DatabaseRefusedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
