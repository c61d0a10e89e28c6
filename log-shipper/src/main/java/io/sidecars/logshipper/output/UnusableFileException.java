package io.sidecars.logshipper.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file that a request needs is missing or unusable. The message is one sentence that names the file and shows
/// none of its content.
final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableFileException(Path file, String problem) {
        super(file + " " + problem);
    }

    UnusableFileException(Path file, IOException problem) {
        this(
                file,
                switch (problem) {
                    case NoSuchFileException _ -> "does not exist";
                    case AccessDeniedException _ -> "cannot be read by this user";
                    default -> "cannot be read";
                });
    }
}
