package io.sidecars.logshipper.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// Identifies a version of a small file. Symbolic links are followed: a mounted Secret is updated by changing a
/// link.
///
/// @param key the file key, null if the file system has none
record FileStamp(FileTime modified, long size, @Nullable Object key) {
    /// Null if the file is not accessible.
    static @Nullable FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }
}
