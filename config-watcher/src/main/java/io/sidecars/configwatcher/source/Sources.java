package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/// Reads all sources as one configuration.
public final class Sources {
    /// Gives the other volumes of the Pod time to follow, because the kubelet swaps them one by one.
    private static final Duration BETWEEN_MOUNTS = Duration.ofSeconds(1);
    /// Gives a writer time to continue with a file that it has just saved.
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(250);

    private final List<SourceDirectory> directories;
    private final SubPathMounts subPaths;

    public Sources(List<Source> sources) {
        this.directories = sources.stream().map(SourceDirectory::new).toList();
        this.subPaths = SubPathMounts.ofThisProcess();
    }

    public ScanResult scan() {
        List<SourceFile> files = new ArrayList<>();
        Map<String, NavigableMap<String, byte[]>> bySource = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        boolean committed = true;
        Budget budget = new Budget();
        for (SourceDirectory directory : directories) {
            try {
                DirectoryFiles read = directory.read(budget);
                budget.takeAll(read);
                Source source = directory.source();
                if (read.files().isEmpty() && !source.allowEmpty()) {
                    return new ScanResult.Unavailable("source " + source.name() + " is empty: the apps keep the version"
                            + " before it, unless allowEmpty is true"
                            + read.notes().stream()
                                    .findFirst()
                                    .map(note -> "; " + note)
                                    .orElse(""));
                }
                read.files()
                        .forEach((name, content) ->
                                files.add(SourceFile.of(source.name(), name, source.secret(), content)));
                bySource.put(source.name(), read.files());
                committed &= read.committed();
                notes.addAll(read.notes());
                notes.addAll(subPaths.within(source.path()));
            } catch (UnreadableException e) {
                return new ScanResult.Unavailable(String.valueOf(e.getMessage()));
            }
        }
        return new ScanResult.Found(
                Content.of(FileNames.of(files)), bySource, quietPeriod(committed), List.copyOf(notes));
    }

    private Duration quietPeriod(boolean committed) {
        if (directories.size() > 1) {
            return BETWEEN_MOUNTS;
        }
        return committed ? Duration.ZERO : BETWEEN_WRITES;
    }
}
