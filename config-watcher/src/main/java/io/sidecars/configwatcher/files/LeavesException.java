package io.sidecars.configwatcher.files;

import java.nio.file.FileSystemException;

/// A link leads out of the directory that it must stay in.
public final class LeavesException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    LeavesException(String target) {
        super(target, null, "the link leads out of the directory");
    }
}
