package io.sidecars.demoapp.database;

/// A database that does not answer just now; the settings may be right, so it is worth trying again. The message is one
/// sentence without the password.
public final class DatabaseUnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    DatabaseUnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
