package io.sidecars.logshipper.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/// What one system call says of a file, which is never opened for it.
///
/// @param modified when its content changed; a program may set it to anything
/// @param changed when its content or attributes changed; programs cannot set it
record Stat(FileKey key, Kind kind, long size, FileTime modified, FileTime changed) {
    enum Kind {
        REGULAR,
        DIRECTORY,
        LINK,
        SPECIAL
    }

    private static final String ATTRIBUTES =
            "unix:dev,ino,size,lastModifiedTime,ctime,isRegularFile,isDirectory,isSymbolicLink";

    /// @param options says whether a symbolic link is followed or looked at itself
    static Stat of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, options);
        return new Stat(
                new FileKey(number(attributes, "dev"), number(attributes, "ino")),
                kind(attributes),
                number(attributes, "size"),
                (FileTime) value(attributes, "lastModifiedTime"),
                (FileTime) value(attributes, "ctime"));
    }

    private static Kind kind(Map<String, Object> attributes) {
        if ((Boolean) value(attributes, "isRegularFile")) {
            return Kind.REGULAR;
        }
        if ((Boolean) value(attributes, "isDirectory")) {
            return Kind.DIRECTORY;
        }
        return (Boolean) value(attributes, "isSymbolicLink") ? Kind.LINK : Kind.SPECIAL;
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) value(attributes, name)).longValue();
    }

    private static Object value(Map<String, Object> attributes, String name) {
        return requireNonNull(attributes.get(name), name);
    }
}
