package io.sidecars.logshipper.catalog;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A way from a directory down to a place, one name at a time, each from the descriptor of the directory before
/// it. The kernel follows no link; the walk reads where a link leads and goes there itself. So it knows at every
/// name whether it is still inside, and a name that changes meanwhile can lead it to another place inside, but
/// never out.
///
/// A link may lead out and in again, as an absolute one does: the walk then goes from `/` until it meets a
/// directory that it may enter. It is recognized by device and inode.
final class Walk implements AutoCloseable {
    private static final int MAX_LINKS = 40;
    /// Each level costs a descriptor.
    private static final int DEEPEST = 64;

    private final Path root;
    private final Set<FileKey> entrances = new HashSet<>();
    private final Deque<Path> names = new ArrayDeque<>();
    /// From the directory that was entered to the present place; empty while the walk is outside.
    private final List<Descriptor> inside = new ArrayList<>();
    /// The present directory while the walk is outside.
    private @Nullable Descriptor outside;
    private boolean trusting;
    private int links;
    private Path left = Path.of("/");

    private Walk(Path root) {
        this.root = root;
    }

    /// Goes to a directory that the configuration names. Links in the file system of `/` are followed, because it
    /// belongs to the image. Links in another file system are in a mounted volume, where an app may have put them:
    /// they must stay in that volume.
    static Walk to(Path directory) throws IOException {
        Walk walk = new Walk(directory);
        boolean complete = false;
        try {
            walk.trusting = true;
            walk.outside = Descriptor.slash();
            walk.go(directory);
            walk.trusting = false;
            walk.settle();
            complete = true;
            return walk;
        } finally {
            if (!complete) {
                walk.close();
            }
        }
    }

    /// From now on the present directory and these may not be left.
    private void settle() {
        Descriptor here = outside;
        if (here == null) {
            here = inside.removeLast();
            closeInside();
        }
        outside = null;
        inside.add(here);
        entrances.clear();
        entrances.add(here.key());
        links = 0;
    }

    /// Allows links that lead into another directory.
    void allow(FileKey directory) {
        entrances.add(directory);
    }

    /// Follows a relative path, and the links on it.
    ///
    /// @throws LeadsOutException if it ends outside
    void go(Path path) throws IOException {
        path.forEach(names::addLast);
        while (!names.isEmpty()) {
            step(names.removeFirst());
        }
        boolean mayBeOutside = trusting && entrances.isEmpty();
        if (inside.isEmpty() && !mayBeOutside) {
            throw new LeadsOutException(root, left, here().stat().kind() == Stat.Kind.DIRECTORY);
        }
    }

    /// Enters a directory that is no link.
    ///
    /// @return whether there is one of this name
    boolean enter(Path name) throws IOException {
        Descriptor child = here().child(name);
        if (child.stat().kind() != Stat.Kind.DIRECTORY) {
            child.close();
            return false;
        }
        push(child);
        return true;
    }

    /// Goes back to the directory from which [#enter] came.
    void leave() {
        inside.removeLast().close();
    }

    /// The present place.
    Descriptor here() {
        return outside == null ? inside.getLast() : outside;
    }

    /// Whether the present place is inside a directory.
    boolean isIn(FileKey directory) {
        return inside.stream().anyMatch(place -> place.key().equals(directory));
    }

    /// Whether the present place, or a directory on the whole way from `/` to it, is one of these.
    boolean isUnder(Predicate<FileKey> which) throws IOException {
        if (inside.stream().anyMatch(place -> which.test(place.key()))) {
            return true;
        }
        Descriptor place = inside.getFirst().parent();
        try {
            FileKey before = inside.getFirst().key();
            while (!place.key().equals(before)) {
                if (which.test(place.key())) {
                    return true;
                }
                before = place.key();
                Descriptor above = place.parent();
                place.close();
                place = above;
            }
            return false;
        } finally {
            place.close();
        }
    }

    @Override
    public void close() {
        closeInside();
        closeOutside();
    }

    private void step(Path name) throws IOException {
        if (name.toString().equals("..")) {
            up();
        } else if (!name.toString().isEmpty() && !name.toString().equals(".")) {
            down(name);
        }
    }

    private void up() throws IOException {
        if (inside.size() > 1) {
            leave();
        } else {
            Descriptor above = here().parent();
            closeInside();
            arrive(above);
        }
    }

    private void down(Path name) throws IOException {
        Descriptor child = here().child(name);
        Stat.Kind kind = child.stat().kind();
        if (kind == Stat.Kind.LINK) {
            child.close();
            follow(here().target(name));
        } else if (kind != Stat.Kind.DIRECTORY && !names.isEmpty()) {
            child.close();
            throw new NotDirectoryException(root.resolve(name).toString());
        } else if (inside.isEmpty()) {
            arrive(child);
        } else {
            push(child);
        }
    }

    private void follow(Path target) throws IOException {
        links++;
        if (links > MAX_LINKS) {
            throw new FileSystemLoopException(root.toString());
        }
        left = inside.isEmpty() ? left : target;
        for (int i = target.getNameCount() - 1; i >= 0; i--) {
            names.addFirst(target.getName(i));
        }
        if (target.isAbsolute()) {
            Descriptor slash = Descriptor.slash();
            closeInside();
            arrive(slash);
        }
    }

    /// The walk is outside and has come to another place.
    private void arrive(Descriptor place) {
        Descriptor before = outside;
        boolean isVolume = trusting
                && entrances.isEmpty()
                && before != null
                && place.key().device() != before.key().device();
        outside = null;
        if (isVolume) {
            entrances.add(place.key());
        }
        if (entrances.contains(place.key())) {
            inside.add(place);
        } else {
            outside = place;
        }
        if (before != null) {
            before.close();
        }
    }

    private void push(Descriptor child) throws IOException {
        if (inside.size() >= DEEPEST) {
            child.close();
            throw new FileSystemException(root.toString(), null, "directories are nested too deep");
        }
        if (trusting
                && child.stat().kind() == Stat.Kind.DIRECTORY
                && child.key().device() != here().key().device()) {
            closeInside(); // a volume in a volume
            entrances.clear();
            entrances.add(child.key());
        }
        inside.add(child);
    }

    private void closeInside() {
        inside.forEach(Descriptor::close);
        inside.clear();
    }

    private void closeOutside() {
        if (outside != null) {
            outside.close();
            outside = null;
        }
    }
}
