package io.sidecars.logshipper.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A file's device and inode. They tell two files apart as long as one of the two is open.
record FileKey(long device, long inode) {
    static FileKey of(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
        return new FileKey(number(attributes, "dev"), number(attributes, "ino"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return ((Number) requireNonNull(attributes.get(name), name)).longValue();
    }
}
