package io.sidecars.configwatcher.validate;

import com.networknt.schema.SchemaException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Runs work whose duration depends on contents on a thread of its own, so that the caller waits for a limited
/// time. When the time is over, the thread is interrupted: the work calls [#check] wherever it may take long.
/// Work that ends nowhere is left to itself, but never more than two of them.
final class TimeLimit {
    static final Duration LONGEST = Duration.ofSeconds(10);
    static final String RULE =
            "cannot be validated in time: validating all files must take at most " + LONGEST.toSeconds() + " s";

    private static final Duration GRACE = Duration.ofSeconds(2);
    /// More than the other threads have: a document may be nested deeply, and each level takes many frames.
    private static final long STACK = 4 << 20;

    private static final int MAX_ABANDONED = 2;
    private static final AtomicInteger ABANDONED = new AtomicInteger();

    /// The time is over. The schema library passes exceptions of this type on without logging them.
    static final class OverException extends SchemaException {
        private static final long serialVersionUID = 1L;

        OverException() {
            super("the time is over");
        }
    }

    private final Duration limit;

    /// @param limit [#LONGEST], except in tests
    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    /// Whether the work on the current thread has used up its time.
    static boolean isOver() {
        return Thread.currentThread().isInterrupted();
    }

    /// @throws OverException if the work on the current thread has used up its time
    static void check() {
        if (isOver()) {
            throw new OverException();
        }
    }

    /// Returns the result of the work, and throws what it throws.
    ///
    /// @throws TimeoutException if it has not ended, although it was interrupted
    <T> T call(Supplier<T> work) throws TimeoutException {
        if (ABANDONED.get() >= MAX_ABANDONED) {
            throw new TimeoutException("earlier work has not ended");
        }
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(null, task, "validation", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return result(task, thread);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a validation", e);
        }
    }

    private <T> T result(FutureTask<T> task, Thread thread) throws InterruptedException, TimeoutException {
        try {
            return get(task, limit);
        } catch (TimeoutException e) {
            thread.interrupt();
        }
        try {
            return get(task, GRACE);
        } catch (TimeoutException e) {
            abandon(thread);
            throw e;
        }
    }

    private static <T> T get(FutureTask<T> task, Duration atMost) throws InterruptedException, TimeoutException {
        try {
            return task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException problem -> throw problem;
                case Error problem -> throw problem;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static void abandon(Thread thread) {
        ABANDONED.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            try {
                thread.join();
                ABANDONED.decrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
