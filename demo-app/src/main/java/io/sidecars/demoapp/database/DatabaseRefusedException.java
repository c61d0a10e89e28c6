package io.sidecars.demoapp.database;

/// The database cannot be used with these settings, so trying again is pointless. The message is one sentence
/// and does not contain the password.
public final class DatabaseRefusedException extends Exception {

    private static final long serialVersionUID = 1;

    DatabaseRefusedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
