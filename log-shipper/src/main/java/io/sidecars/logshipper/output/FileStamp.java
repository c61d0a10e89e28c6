package io.sidecars.logshipper.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// What tells one version of a small file from the next. Symbolic links are followed: a mounted Secret changes by one.
///
/// @param key of the file system, null where it has none
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /// Null if the file cannot be looked at.
    static @Nullable FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
