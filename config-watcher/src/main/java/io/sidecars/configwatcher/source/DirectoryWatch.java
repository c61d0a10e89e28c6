package io.sidecars.configwatcher.source;

import io.sidecars.configwatcher.files.Entry;
import io.sidecars.configwatcher.files.Place;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits until a source may have changed: until any event arrives or, while inotify or a directory is unavailable,
/// for 2 s. It watches the directories themselves and not `..data`, because a watch on `..data` ends at the first
/// swap. For a plain directory it also watches the directories below, and for a path with links the directories
/// that hold these links, because the writer moves them. It reports only that something may have
/// changed, so a lost event or an overflow costs time and nothing else.
///
/// Used by one thread, except [#isPolling].
public final class DirectoryWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration REGISTRATION_DELAY = Duration.ofMillis(50);
    private static final int MAX_DIRECTORIES = 1_000;
    private static final int MAX_ENTRIES = 20_000;

    /// Opens inotify. On Linux, each service counts against the limit of instances of the user.
    public interface Inotify {
        WatchService open() throws IOException;
    }

    private final Inotify inotify;
    private final List<Path> sources;
    private final Duration poll;
    private @Nullable WatchService service;
    private volatile boolean polling = true;
    private long nextRegistration = System.nanoTime();
    private Map<Path, WatchKey> keys = new HashMap<>();
    /// The only names that matter in a directory that is watched for its links.
    private Map<WatchKey, Set<String>> links = new HashMap<>();

    private String reported = "";

    public DirectoryWatch(Inotify inotify, List<Path> sources) {
        this(inotify, sources, POLL);
    }

    /// @param poll how often the directories are registered again, and how often a change is assumed without
    ///     inotify
    DirectoryWatch(Inotify inotify, List<Path> sources, Duration poll) {
        this.inotify = inotify;
        this.sources = sources;
        this.poll = poll;
    }

    /// Whether some source is not watched by inotify, so that its changes are found only by polling. Safe from any
    /// thread.
    public boolean isPolling() {
        return polling;
    }

    /// Events that arrive between two calls are reported by the next call.
    ///
    /// @return whether a source may have changed
    public boolean await(Duration atMost) throws InterruptedException {
        if (System.nanoTime() - nextRegistration >= 0) {
            nextRegistration = System.nanoTime() + poll.toNanos();
            if (register() || polling) {
                return true;
            }
        }
        if (service == null) {
            Thread.sleep(atMost);
            return false;
        }
        WatchKey signalled = service.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (signalled == null) {
            return false;
        }
        boolean changed = false;
        for (int i = 0; signalled != null && i < MAX_DIRECTORIES; i++) { // one scan for all
            changed |= matters(signalled, signalled.pollEvents());
            boolean _ = signalled.reset(); // false if the directory is gone; it is registered again once it is back
            signalled = service.poll();
        }
        if (!changed) {
            return false;
        }
        // New directories may exist now. Registering is delayed a little, because a swap causes several events.
        nextRegistration = Math.min(nextRegistration, System.nanoTime() + REGISTRATION_DELAY.toNanos());
        return true;
    }

    private boolean matters(WatchKey key, List<WatchEvent<?>> events) {
        Set<String> names = links.get(key);
        return names == null
                || events.stream()
                        .anyMatch(event -> event.context() == null
                                || names.contains(event.context().toString()));
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("inotify not closed");
        }
    }

    /// Registers all directories again, because no event reports that a watched directory was replaced by another
    /// one.
    ///
    /// @return whether a directory is watched now that was not watched before: earlier changes in it were not
    ///     reported
    private boolean register() {
        Map<Path, WatchKey> before = keys;
        Map<Path, WatchKey> now = new HashMap<>();
        Map<WatchKey, Set<String>> linksNow = new HashMap<>();
        Set<WatchKey> whole = new HashSet<>();
        String problem = "";
        for (Path source : sources) {
            try {
                for (Path link : PathLinks.of(source)) {
                    WatchKey key = register(link.resolveSibling("."));
                    now.put(link, key);
                    linksNow.computeIfAbsent(key, _ -> new HashSet<>())
                            .add(link.getFileName().toString());
                }
                for (Path directory : directories(source)) {
                    WatchKey key = register(directory);
                    now.put(directory, key);
                    whole.add(key);
                }
            } catch (IOException e) {
                problem = source + ": " + e;
            }
        }
        linksNow.keySet().removeAll(whole); // everything in these directories matters
        links = linksNow;
        Set<WatchKey> gone = new HashSet<>(before.values());
        gone.removeAll(now.values());
        gone.forEach(WatchKey::cancel);
        keys = now;
        polling = !problem.isEmpty();
        report(problem);
        return !before.values().containsAll(now.values());
    }

    private WatchKey register(Path directory) throws IOException {
        if (service == null) {
            service = inotify.open();
        }
        return directory.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    private static Set<Path> directories(Path path) throws IOException {
        Path source;
        try (Entry root = Place.open(path)) { // refuses what the reader of the source refuses
            source = root.location();
        }
        if (Files.isSymbolicLink(source.resolve("..data"))) {
            return Set.of(source);
        }
        Set<Path> found = new HashSet<>();
        found.add(source);
        AtomicInteger entries = new AtomicInteger();
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (source.relativize(directory).toString().startsWith("..")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                found.add(directory);
                return found.size() < MAX_DIRECTORIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return entries.incrementAndGet() < MAX_ENTRIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(source)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE; // deleted meanwhile
            }
        });
        return found;
    }

    private void report(String problem) {
        if (!problem.equals(reported)) {
            reported = problem;
            if (problem.isEmpty()) {
                log.atInfo().addKeyValue("directories", sources).log("watching the sources with inotify");
            } else {
                log.atWarn()
                        .addKeyValue("directories", sources)
                        .addKeyValue("problem", problem)
                        .log("inotify or a directory is unavailable, falling back to polling");
            }
        }
    }
}
