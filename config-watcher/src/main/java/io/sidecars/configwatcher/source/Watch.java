package io.sidecars.configwatcher.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says, on a thread of its own, that a directory may have changed: after any event, and every 2 s while inotify or
/// the directory is not to be had. It watches the directory itself, never `..data`, whose watch dies at the first
/// swap. It says "go and look", never what has changed, so a lost or overflown event costs nothing but time.
public final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final Duration POLL = Duration.ofSeconds(2);

    /// Opens inotify; on Linux each service is one of the user's few instances.
    public interface Inotify {
        WatchService open() throws IOException;
    }

    private final Inotify inotify;
    private final Path directory;
    private final Runnable changed;
    private final Thread thread = new Thread(this::run, "watch");
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable WatchService service;
    private volatile @Nullable WatchKey key;
    private String reported = "";

    public Watch(Inotify inotify, Path directory, Runnable changed) {
        this.inotify = inotify;
        this.directory = directory;
        this.changed = changed;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /// Whether changes are seen only by looking.
    public boolean isPolling() {
        return key == null;
    }

    @Override
    public void close() {
        closed.countDown();
        closeService();
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                if (key == null && !register()) {
                    boolean _ = closed.await(POLL.toNanos(), TimeUnit.NANOSECONDS);
                    changed.run();
                } else {
                    awaitEvents();
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

    /// Again and again: where another directory was moved or mounted in its place, no event says so.
    private boolean register() {
        WatchKey before = key;
        try {
            WatchService open = service;
            if (open == null) {
                open = inotify.open();
                service = open;
            }
            WatchKey now = directory.register(
                    open,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            if (!now.equals(before)) {
                cancel(before);
                key = now;
                changed.run(); // what happened before is not reported
                report("");
            }
            return true;
        } catch (IOException e) {
            cancel(before);
            key = null;
            report(e.toString());
            return false;
        }
    }

    private void awaitEvents() throws InterruptedException {
        WatchService open = service;
        if (open != null) {
            WatchKey signalled = open.poll(POLL.toNanos(), TimeUnit.NANOSECONDS);
            if (signalled == null) {
                boolean _ = register();
                return;
            }
            signalled.pollEvents();
            if (!signalled.reset() && signalled.equals(key)) {
                key = null; // the directory is gone
            }
            changed.run();
        }
    }

    private static void cancel(@Nullable WatchKey key) {
        if (key != null) {
            key.cancel();
        }
    }

    private void report(String problem) {
        if (!problem.equals(reported)) {
            reported = problem;
            if (problem.isEmpty()) {
                log.atInfo().addKeyValue("directory", directory).log("watching with inotify");
            } else {
                log.atWarn()
                        .addKeyValue("directory", directory)
                        .addKeyValue("problem", problem)
                        .log("polling, because the directory or inotify is not to be had");
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
