package io.sidecars.configwatcher.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.source.SourceFile;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A file in each published version that says which source each of its files came from, and its name there. So a
/// version that is published again after a restart has the same parts for the same targets. The name of the file
/// begins with `..`, so readers of the configuration ignore it.
public final class Origins {
    static final String FILE = "..sources.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Origin(@Nullable String source, @Nullable String name) {}

    private Origins() {}

    /// The files to be published, with this one.
    public static NavigableMap<String, byte[]> addedTo(Content content) {
        Map<String, Origin> origins = new TreeMap<>();
        content.origins().forEach((name, file) -> origins.put(name, new Origin(file.source(), file.name())));
        NavigableMap<String, byte[]> files = new TreeMap<>(content.files());
        try {
            files.put(FILE, JSON.writeValueAsBytes(origins));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names are plain texts", e);
        }
        return files;
    }

    /// A version as it was published. Everything in it counts as secret.
    ///
    /// @return empty if it is not known where each of the files came from
    public static Optional<Content> content(NavigableMap<String, byte[]> published) {
        NavigableMap<String, SourceFile> files = new TreeMap<>();
        Map<String, Origin> origins = read(published.getOrDefault(FILE, new byte[0]));
        origins.forEach((name, origin) -> {
            byte[] content = published.get(name);
            String source = origin.source();
            String own = origin.name();
            if (content != null && source != null && own != null) {
                files.put(name, SourceFile.of(source, own, true, content));
            }
        });
        boolean isComplete = files.size() == origins.size() && files.size() == published.size() - 1;
        return isComplete ? Optional.of(Content.of(files)) : Optional.empty();
    }

    private static Map<String, Origin> read(byte[] json) {
        try {
            Map<String, Origin> read = JSON.readValue(json, new TypeReference<>() {});
            return read == null || read.containsValue(null) ? Map.of() : read;
        } catch (IOException e) {
            return Map.of();
        }
    }
}
