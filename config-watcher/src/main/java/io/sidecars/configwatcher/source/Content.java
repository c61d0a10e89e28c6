package io.sidecars.configwatcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.FileSelection;
import io.sidecars.configwatcher.text.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The files that all sources together held at one moment, or the part of them that concerns one target; to be
/// published or pushed.
///
/// @param files name to bytes; the arrays are never modified
/// @param secret names of the files that come from a source with `secret: true`
/// @param origins name to the file in its source
/// @param all the files of all sources, null if these are all
public record Content(
        Snapshot snapshot,
        NavigableMap<String, byte[]> files,
        NavigableSet<String> secret,
        NavigableMap<String, SourceFile> origins,
        @Nullable Content all) {
    public Content {
        files = Collections.unmodifiableNavigableMap(files);
        secret = Collections.unmodifiableNavigableSet(secret);
        origins = Collections.unmodifiableNavigableMap(origins);
    }

    /// The files of all sources.
    ///
    /// @param files by their names in the version
    public static Content of(NavigableMap<String, SourceFile> files) {
        return of(files, null);
    }

    private static Content of(NavigableMap<String, SourceFile> origins, @Nullable Content all) {
        VersionHash hash = new VersionHash();
        NavigableMap<String, byte[]> files = new TreeMap<>();
        NavigableSet<String> secret = new TreeSet<>();
        origins.forEach((name, file) -> {
            hash.add(name, file);
            files.put(name, file.content());
            if (file.secret()) {
                secret.add(name);
            }
        });
        return new Content(hash.snapshot(), files, secret, origins, all);
    }

    /// The files that concern one target. They are named as if there were no others, so that a file that is not
    /// among them changes neither their names nor their version.
    public Content part(FileSelection selection) {
        List<SourceFile> part = origins.values().stream()
                .filter(file -> selection.contains(file.source(), file.name()))
                .toList();
        return part.size() == origins.size() ? this : of(FileNames.of(part), this);
    }

    public boolean isWhole() {
        return all == null;
    }

    /// The files of all sources.
    public Content whole() {
        return all == null ? this : all;
    }

    public String version() {
        return snapshot.version();
    }

    /// The lines of secret files, and their base64 as in a pushed body, that a text repeats, or whose beginning
    /// is at its end. Only as much of a line is considered as the text can hold, because a file may be one long
    /// line. An app may know files that do not concern it.
    public List<String> secretsIn(String text) {
        if (all != null) {
            return all.secretsIn(text);
        }
        List<String> found = new ArrayList<>();
        for (String name : secret) {
            byte[] file = files.getOrDefault(name, new byte[0]);
            base64(text, file).ifPresent(found::add);
            for (int start = 0; start < file.length; ) {
                int end = start;
                while (end < file.length && file[end] != '\n') {
                    end++;
                }
                String line = new String(file, start, Math.min(end - start, text.length()), UTF_8);
                if (Mask.touches(text, line)) {
                    found.add(line);
                }
                start = end + 1;
            }
        }
        return found;
    }

    /// As much of the file's base64 as a text of this length can hold.
    private static Optional<String> base64(String text, byte[] file) {
        byte[] beginning = Arrays.copyOf(file, Math.min(file.length, text.length() / 4 * 3));
        return Optional.of(Base64.getEncoder().encodeToString(beginning)).filter(form -> Mask.touches(text, form));
    }

    /// Compares the digests of the files: byte arrays have no equality of their own.
    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && snapshot.equals(content.snapshot) && secret.equals(content.secret);
    }

    @Override
    public int hashCode() {
        return snapshot.hashCode();
    }

    /// Shows names only, never contents.
    @Override
    public String toString() {
        return snapshot.version() + " " + Arrays.toString(files.keySet().toArray());
    }
}
