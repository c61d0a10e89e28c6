package io.sidecars.demoapp.database;

/// The database does not answer at the moment. The settings may be correct, so it is worth trying again. The
/// message is one sentence and does not contain the password.
public final class DatabaseUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    DatabaseUnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
