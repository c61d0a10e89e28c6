package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.config.Source;
import io.sidecars.configwatcher.files.Entry;
import io.sidecars.configwatcher.files.LeavesException;
import io.sidecars.configwatcher.files.Place;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.io.FilenameUtils;

/// Collects the files of one source, each of them once. Anything that is neither a regular file nor a link to one
/// inside the source is ignored and noted, and so are links to directories.
final class FileCollector {
    /// Files that are not included, directories and links count here too: looking at each costs time.
    private static final int MAX_ENTRIES = 2 * Budget.MAX_FILES;

    private static final int MAX_NOTES = 20;
    private static final int DEEPEST = 50;

    private final Source source;
    private final Place start;
    private final boolean isMount;
    private final List<String> notes = new ArrayList<>();
    private final NavigableMap<String, byte[]> files = new TreeMap<>();
    private int entriesLeft = MAX_ENTRIES;
    private final Budget budget;
    private final Map<String, WeakReference<byte[]>> known;

    /// @param isMount whether a program writes the directory that never leaves anything unfinished there
    /// @param budget what the files may hold
    /// @param known the contents that were read last, to share those that are still in use and have not changed
    FileCollector(
            Source source, Place start, boolean isMount, Budget budget, Map<String, WeakReference<byte[]>> known) {
        this.source = source;
        this.start = start;
        this.isMount = isMount;
        this.budget = budget;
        this.known = known;
    }

    /// @param linked whether the path of the source is a link, which its writer moves when a version is complete
    /// @throws UnreadableException with one sentence if there is too much or a file cannot be read
    DirectoryFiles collect(boolean linked) throws IOException, UnreadableException {
        collect(start, "", 0);
        return new DirectoryFiles(files, isMount || linked, notes);
    }

    private void collect(Place place, String prefix, int depth) throws IOException, UnreadableException {
        for (String name : names(place, prefix)) {
            String relative = prefix + name;
            if (relative.startsWith("..") || isIgnored(name, relative)) {
                continue;
            }
            try (Entry entry = place.directory().child(name)) {
                if (entry.kind() == Entry.Kind.DIRECTORY && depth < DEEPEST) {
                    collect(place.below(entry), relative + "/", depth + 1);
                } else if (entry.kind() == Entry.Kind.DIRECTORY) {
                    note(relative, "it is more than " + DEEPEST + " directories deep");
                } else if (isWanted(relative)) {
                    take(place, relative, entry);
                }
            } catch (AccessDeniedException e) {
                throw unreadable(relative);
            }
        }
    }

    private List<String> names(Place place, String prefix) throws IOException, UnreadableException {
        List<String> names;
        try {
            names = place.directory().names(entriesLeft);
        } catch (AccessDeniedException e) {
            throw unreadable(prefix);
        }
        entriesLeft -= names.size();
        if (entriesLeft < 0) {
            throw new UnreadableException(source.path() + " holds more than " + MAX_ENTRIES + " entries");
        }
        return names;
    }

    private void take(Place place, String relative, Entry entry) throws IOException, UnreadableException {
        switch (entry.kind()) {
            case FILE -> read(relative, entry);
            case LINK -> follow(place, relative, entry);
            case DIRECTORY -> note(relative, "it is a symbolic link to a directory");
            case OTHER -> note(relative, "it is a pipe, a socket or a device, not a regular file");
        }
    }

    private void follow(Place place, String relative, Entry link) throws IOException, UnreadableException {
        Entry end;
        try {
            end = place.follow(link);
        } catch (LeavesException e) {
            note(relative, "its symbolic link leads out of the source");
            return;
        } catch (NoSuchFileException e) {
            note(relative, "its symbolic link cannot be resolved");
            return;
        }
        try (end) {
            take(place, relative, end);
        }
    }

    private void read(String relative, Entry file) throws IOException, UnreadableException {
        byte[] content = shared(relative, file.read(budget.bytesLeft() + 1));
        if (!budget.take(relative, content)) {
            throw new UnreadableException(source.path() + " holds too much: " + Budget.rule());
        }
        files.put(relative, content);
    }

    private byte[] shared(String relative, byte[] content) {
        WeakReference<byte[]> before = known.get(relative);
        byte[] bytes = before == null ? null : before.get();
        return bytes != null && Arrays.equals(content, bytes) ? bytes : content;
    }

    private UnreadableException unreadable(String relative) {
        return new UnreadableException(source.path().resolve(relative) + " cannot be read: permission denied; set the "
                + "Pod's fsGroup or the volume's defaultMode");
    }

    private void note(String relative, String why) {
        if (notes.size() < MAX_NOTES) {
            notes.add(source.path().resolve(relative) + " is ignored: " + why);
        }
    }

    private boolean isIgnored(String name, String relative) {
        return !isMount && Leftovers.isOne(name) && !source.include().contains(relative);
    }

    private boolean isWanted(String name) {
        return source.include().stream().anyMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard))
                && source.exclude().stream().noneMatch(wildcard -> FilenameUtils.wildcardMatch(name, wildcard));
    }
}
