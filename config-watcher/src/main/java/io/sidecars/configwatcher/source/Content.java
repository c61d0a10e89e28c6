package io.sidecars.configwatcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;

/// What all sources together held at one moment: the files themselves, for those who write or send them.
///
/// @param files name to bytes; nobody changes them
/// @param secret names of the files that come from a source of secrets
public record Content(Snapshot snapshot, NavigableMap<String, byte[]> files, NavigableSet<String> secret) {
    private static final String MASK = "****";
    private static final int SHORTEST = 4;

    public Content {
        files = Collections.unmodifiableNavigableMap(files);
        secret = Collections.unmodifiableNavigableSet(secret);
    }

    /// Of these files.
    public static Content of(NavigableMap<String, byte[]> files, NavigableSet<String> secret) {
        VersionHash versioning = new VersionHash();
        files.forEach(versioning::add);
        return new Content(versioning.snapshot(), files, secret);
    }

    public String version() {
        return snapshot.version();
    }

    /// The text without any secret that it may repeat: the whole of a secret file, or a line of it.
    public String mask(String text) {
        List<String> secrets = secret.stream()
                .flatMap(name -> new String(files.getOrDefault(name, new byte[0]), UTF_8).lines())
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        String masked = text;
        for (String line : secrets) {
            masked = masked.replace(line, MASK);
        }
        return masked;
    }

    /// Of the files themselves, not of where they lie in memory.
    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && snapshot.equals(content.snapshot) && secret.equals(content.secret);
    }

    @Override
    public int hashCode() {
        return snapshot.hashCode();
    }

    /// Names only.
    @Override
    public String toString() {
        return snapshot.version() + " " + Arrays.toString(files.keySet().toArray());
    }
}
