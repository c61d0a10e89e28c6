package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// All sources as one: their files together are what is mounted.
public final class Sources {
    /// Time for the other volumes of the Pod to follow: the kubelet swaps them one by one.
    private static final Duration BETWEEN_MOUNTS = Duration.ofSeconds(1);
    /// Time for a writer to go on with the file that it has just saved.
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(250);

    private final List<SourceDirectory> directories;
    private final SubPathMounts subPaths;

    public Sources(List<Source> sources) {
        this.directories = sources.stream().map(SourceDirectory::new).toList();
        this.subPaths = SubPathMounts.ofThisProcess();
    }

    public ScanResult scan() {
        NavigableMap<String, byte[]> files = new TreeMap<>();
        Map<String, NavigableMap<String, byte[]>> bySource = new LinkedHashMap<>();
        NavigableSet<String> secret = new TreeSet<>();
        List<String> notes = new ArrayList<>();
        boolean committed = true;
        for (SourceDirectory directory : directories) {
            try {
                DirectoryFiles reading = directory.read();
                for (String name : reading.files().keySet()) {
                    if (files.containsKey(name)) {
                        return new ScanResult.Unavailable("the file " + name + " is in "
                                + directory.source().name() + " and in another source: exclude it in one of them");
                    }
                }
                files.putAll(reading.files());
                bySource.put(directory.source().name(), reading.files());
                if (directory.source().secret()) {
                    secret.addAll(reading.files().keySet());
                }
                committed &= reading.committed();
                notes.addAll(reading.notes());
                notes.addAll(subPaths.within(directory.source().path()));
            } catch (UnreadableException e) {
                return new ScanResult.Unavailable(String.valueOf(e.getMessage()));
            }
        }
        return new ScanResult.Found(Content.of(files, secret), bySource, quiet(committed), List.copyOf(notes));
    }

    private Duration quiet(boolean committed) {
        if (directories.size() > 1) {
            return BETWEEN_MOUNTS;
        }
        return committed ? Duration.ZERO : BETWEEN_WRITES;
    }
}
