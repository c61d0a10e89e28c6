package io.sidecars.logshipper.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The labels and annotations of the Pod in one version of a downward-API volume: files of lines `key="value"`.
/// One of the two files may be missing. In a file longer than 64 KiB, only the complete lines in the first 64 KiB
/// are read.
record PodInfo(Map<String, String> labels, Map<String, String> annotations) {
    private static final int MAX_BYTES = 64 << 10;

    /// @throws IOException if both files are missing, or one cannot be read or parsed
    static PodInfo read(Path version) throws IOException {
        Path labels = version.resolve("labels");
        Path annotations = version.resolve("annotations");
        if (!Files.exists(labels) && !Files.exists(annotations)) {
            throw new NoSuchFileException(labels.toString());
        }
        return new PodInfo(values(labels), values(annotations));
    }

    private static Map<String, String> values(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines(file)) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IOException(file + " has a line that is not key=\"value\"");
            }
            String key = line.substring(0, equals);
            try {
                values.put(key, GoString.unquote(line.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": the value of " + key + " " + e.getMessage(), e);
            }
        }
        return values;
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            int length = bytes.length;
            if (length > MAX_BYTES) {
                do {
                    length--;
                } while (length > 0 && bytes[length] != '\n');
            }
            return new String(bytes, 0, length, UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
