package io.sidecars.configwatcher.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An open directory, and how it was reached. Nothing that is opened from here can be outside the first place,
/// because every link is followed one name at a time, and `..` goes back the way that was taken.
///
/// @param parent null for the first place
public record Place(@Nullable Place parent, Entry directory) {
    /// More steps than any honest link needs.
    private static final int MAX_STEPS = 200;

    /// A place that nothing can leave.
    public static Place first(Entry directory) {
        return new Place(null, directory);
    }

    /// The place below this one.
    public Place below(Entry child) {
        return new Place(this, child);
    }

    /// Opens what a link in this directory leads to in the end: never a link.
    ///
    /// @throws LeavesException if it leads out of the first place
    /// @throws NoSuchFileException if it leads nowhere or in a circle
    public Entry follow(Entry link) throws IOException {
        return walk(link.target(), MAX_STEPS, null);
    }

    /// Opens the directory or file at an absolute path, for an operator's setting. A link on the way may lead
    /// anywhere if it is in the file system of `/`, which only the image has written. In any other, which may be a
    /// volume that another container writes to, it must not leave the directory that it is in.
    ///
    /// @throws LeavesException if a link leaves its directory
    public static Entry open(Path path) throws IOException {
        try (Entry root = Entry.root()) {
            return first(root).walk(path.toAbsolutePath().normalize().toString(), MAX_STEPS, root);
        }
    }

    /// @param trusted the root of the file system whose links may lead anywhere; null for none
    private Entry walk(String path, int steps, @Nullable Entry trusted) throws IOException {
        if (!path.startsWith("/")) {
            return step(this, names(path), steps, trusted);
        }
        Place top = top();
        return step(top, names(trusted == null ? top.inside(path) : path), steps, trusted);
    }

    private Place top() {
        Place top = this;
        for (Place up = parent; up != null; up = up.parent) {
            top = up;
        }
        return top;
    }

    /// An absolute path as one from here. The text decides only where to begin: the walk stays inside anyway.
    private String inside(String path) throws LeavesException, IOException {
        Path here = directory.location();
        Path target = Path.of(path);
        if (!target.startsWith(here)) {
            throw new LeavesException(path);
        }
        return here.relativize(target).toString();
    }

    private static Deque<String> names(String path) {
        return new ArrayDeque<>(List.of(path.split("/", -1)));
    }

    private static Entry step(Place from, Deque<String> names, int steps, @Nullable Entry trusted) throws IOException {
        Place place = from;
        String name = names.pollFirst();
        for (; name != null && isDots(name); name = names.pollFirst()) {
            if (name.equals("..")) {
                place = place.above(trusted);
            }
        }
        if (name == null) {
            return place.directory.child(".");
        }
        if (steps == 0) {
            throw new NoSuchFileException(name, null, "too many links");
        }
        Entry child = place.directory.child(name);
        if (child.kind() != Entry.Kind.LINK) {
            return place.enter(child, names, steps, trusted);
        }
        String target;
        try (child) {
            target = child.target();
        }
        if (trusted == null || place.isIn(trusted)) {
            String rest = String.join("/", names);
            return place.walk(rest.isEmpty() ? target : target + "/" + rest, steps - 1, trusted);
        }
        return place.enter(first(place.directory).walk(target, steps - 1, null), names, steps, trusted);
    }

    private Entry enter(Entry entry, Deque<String> names, int steps, @Nullable Entry trusted) throws IOException {
        if (names.stream().allMatch(rest -> rest.isEmpty() || rest.equals("."))) {
            return entry;
        }
        try (entry) {
            return step(below(entry), names, steps - 1, trusted);
        }
    }

    private static boolean isDots(String name) {
        return name.isEmpty() || name.equals(".") || name.equals("..");
    }

    private Place above(@Nullable Entry trusted) throws LeavesException {
        if (parent != null) {
            return parent;
        }
        if (trusted == null) {
            throw new LeavesException("..");
        }
        return this; // above / is / itself
    }

    private boolean isIn(Entry root) {
        return directory.identity().device() == root.identity().device();
    }
}
