package io.sidecars.configwatcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;

/// The files that all sources together held at one moment, to be published or pushed.
///
/// @param files name to bytes; the arrays are never modified
/// @param secret names of the files that come from a source with `secret: true`
public record Content(Snapshot snapshot, NavigableMap<String, byte[]> files, NavigableSet<String> secret) {
    private static final String MASK = "****";
    /// Shorter lines are not masked: they would match ordinary text.
    private static final int SHORTEST_MASKED = 4;

    public Content {
        files = Collections.unmodifiableNavigableMap(files);
        secret = Collections.unmodifiableNavigableSet(secret);
    }

    public static Content of(NavigableMap<String, byte[]> files, NavigableSet<String> secret) {
        VersionHash hash = new VersionHash();
        files.forEach(hash::add);
        return new Content(hash.snapshot(), files, secret);
    }

    public String version() {
        return snapshot.version();
    }

    /// Replaces every line of a secret file that the text repeats.
    public String mask(String text) {
        List<String> secrets = secret.stream()
                .flatMap(name -> new String(files.getOrDefault(name, new byte[0]), UTF_8).lines())
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST_MASKED)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        String masked = text;
        for (String line : secrets) {
            masked = masked.replace(line, MASK);
        }
        return masked;
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
