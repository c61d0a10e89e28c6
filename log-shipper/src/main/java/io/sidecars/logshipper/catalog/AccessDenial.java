package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Why the system denies access to a path, in the numbers that an operator compares with `runAsUser` and
/// `fsGroup`.
///
/// @param path what was denied, or the directory above it that hides it
/// @param mode such as `rw-r-----`
/// @param self the user as which this program runs
record AccessDenial(Path path, int owner, int group, String mode, int self) {

    /// Explains an `AccessDeniedException`.
    ///
    /// @throws IOException if the owner and mode cannot be read either
    static AccessDenial of(Path denied) throws IOException {
        Path path = denied.toAbsolutePath();
        while (path.getParent() != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return new AccessDenial(
                path,
                number(path, "unix:uid"),
                number(path, "unix:gid"),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                number(Path.of("/proc/self"), "unix:uid"));
    }

    /// Why a path cannot be read or listed.
    static String explain(Path path, IOException problem) {
        if (problem instanceof AccessDeniedException) {
            try {
                return of(path).toString();
            } catch (IOException _) {
                return problem.toString();
            }
        }
        return problem instanceof NotDirectoryException ? path + " is not a directory" : problem.toString();
    }

    private static int number(Path path, String attribute) throws IOException {
        return (Integer) Files.getAttribute(path, attribute);
    }

    @Override
    public String toString() {
        return path + " has owner " + owner + ":" + group + " and mode " + mode + ", this program runs as user " + self;
    }
}
