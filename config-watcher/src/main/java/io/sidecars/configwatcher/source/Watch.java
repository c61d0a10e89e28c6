package io.sidecars.configwatcher.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says, on a thread of its own, that a source may have changed: after any event, and every 2 s while inotify or a
/// directory is not to be had. It watches the directories themselves, never `..data`, whose watch dies at the first
/// swap; of a plain directory also those below it. It says "go and look", never what has changed, so a lost or
/// overflown event costs nothing but time.
public final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int MOST_DIRECTORIES = 1_000;

    /// Opens inotify; on Linux each service is one of the user's few instances.
    public interface Inotify {
        WatchService open() throws IOException;
    }

    private final Inotify inotify;
    private final List<Path> sources;
    private final Runnable changed;
    private final Thread thread = new Thread(this::run, "watch");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable WatchService service;
    private volatile boolean polling = true;
    private Map<Path, WatchKey> keys = new HashMap<>();
    private String reported = "";

    public Watch(Inotify inotify, List<Path> sources, Runnable changed) {
        this.inotify = inotify;
        this.sources = sources;
        this.changed = changed;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /// Whether changes of some source are seen only by looking.
    public boolean isPolling() {
        return polling;
    }

    @Override
    public void close() {
        closed.countDown();
        closeService();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                register();
                WatchService open = service;
                if (open == null) {
                    boolean _ = closed.await(POLL.toNanos(), TimeUnit.NANOSECONDS);
                    changed.run();
                } else {
                    await(open);
                }
            }
        } catch (ClosedWatchServiceException e) {
            // closed while it waited
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the watch", e);
        } finally {
            closeService();
        }
    }

    private void await(WatchService open) throws InterruptedException {
        WatchKey signalled = open.poll(POLL.toNanos(), TimeUnit.NANOSECONDS);
        if (signalled == null) {
            if (polling) {
                changed.run();
            }
            return;
        }
        signalled.pollEvents();
        boolean _ = signalled.reset(); // false where the directory is gone: it is registered again when it is back
        changed.run(); // only now: what happens after the reset is another event
    }

    /// Again and again: where another directory was moved or mounted in its place, no event says so.
    private void register() {
        Map<Path, WatchKey> before = keys;
        Map<Path, WatchKey> now = new HashMap<>();
        String problem = "";
        for (Path source : sources) {
            try {
                for (Path directory : directories(source)) {
                    now.put(directory, register(directory));
                }
            } catch (IOException e) {
                problem = e.toString();
            }
        }
        Set<WatchKey> gone = new HashSet<>(before.values());
        gone.removeAll(now.values());
        gone.forEach(WatchKey::cancel);
        keys = now;
        polling = !problem.isEmpty();
        if (!before.values().containsAll(now.values())) {
            changed.run(); // what happened before is not reported
        }
        report(problem);
    }

    private WatchKey register(Path directory) throws IOException {
        WatchService open = service;
        if (open == null) {
            open = inotify.open();
            service = open;
        }
        return directory.register(
                open,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
    }

    private static Set<Path> directories(Path source) throws IOException {
        if (Files.isSymbolicLink(source.resolve("..data"))) {
            return Set.of(source);
        }
        Set<Path> found = new HashSet<>();
        found.add(source);
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (source.relativize(directory).toString().startsWith("..")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                found.add(directory);
                return found.size() < MOST_DIRECTORIES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(source)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE; // gone meanwhile
            }
        });
        return found;
    }

    private void report(String problem) {
        if (!problem.equals(reported)) {
            reported = problem;
            if (problem.isEmpty()) {
                log.atInfo().addKeyValue("directories", sources).log("watching with inotify");
            } else {
                log.atWarn()
                        .addKeyValue("directories", sources)
                        .addKeyValue("problem", problem)
                        .log("polling, because a directory or inotify is not to be had");
            }
        }
    }

    private void closeService() {
        try {
            WatchService open = service;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("inotify was not closed");
        }
    }
}
