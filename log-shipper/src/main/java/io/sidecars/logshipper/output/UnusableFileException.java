package io.sidecars.logshipper.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// A file that a request needs is missing or unusable. The message is one sentence that names the setting. It
/// shows neither the content nor the path: an operator may have written a secret instead of the path.
final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param setting the one that names the file, such as `tls.ca`
    UnusableFileException(String setting, String problem) {
        super("the file of " + setting + " " + problem);
    }

    UnusableFileException(String setting, IOException problem) {
        this(
                setting,
                switch (problem) {
                    case NoSuchFileException _ -> "does not exist";
                    case AccessDeniedException _ -> "cannot be read by this user";
                    default -> "cannot be read";
                });
    }
}
