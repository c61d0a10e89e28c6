package io.sidecars.demoapp.orders;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The shop's log file. Each line contains the run (one start of the process) and a number. In the order of the
/// file, the numbers of a run are 1, 2, 3… without gaps.
public final class OrderLog implements AutoCloseable {

    private final LoggerContext context = new LoggerContext(); // separate from the program's own log
    private final Logger logger;
    private final RotatingFile file;
    private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private final Semaphore turn = new Semaphore(1, true); // a lock that one thread takes and another releases
    private final AtomicBoolean bursting = new AtomicBoolean();
    private final AtomicLong written = new AtomicLong();

    /// The first and last number of a burst.
    public record Burst(long from, long to) {}

    public OrderLog(Path directory, RotatingFile.Limits limits) throws IOException {
        context.setMDCAdapter(new LogbackMDCAdapter()); // Logback cannot create events without one
        logger = context.getLogger("orders");
        file = RotatingFile.open(context, directory, limits);
        logger.addAppender(file.appender());
    }

    public String run() {
        return run;
    }

    public long written() {
        return written.get();
    }

    /// How often the file has been rotated since the start.
    public long rotations() {
        return file.rotations();
    }

    /// Rotates the file, even if it is not full.
    public void rotate() throws InterruptedException {
        turn.acquire();
        try {
            file.rotate();
        } finally {
            turn.release();
        }
    }

    void write(Level level, String text) throws InterruptedException {
        turn.acquire();
        try {
            append(level, text);
        } finally {
            turn.release();
        }
    }

    /// Writes the last line of this run. Never releases the lock, so that no line follows.
    public void end(String text) throws InterruptedException {
        turn.acquire();
        append(Level.WARN, text);
    }

    /// Starts writing that many lines as fast as possible. Other lines wait. Null if a burst is already running.
    public @Nullable Burst burst(int lines) throws InterruptedException {
        if (!bursting.compareAndSet(false, true)) {
            return null;
        }
        turn.acquire();
        Burst burst = new Burst(written() + 1, written() + lines);
        Thread.ofVirtual().name("burst").start(() -> {
            try {
                for (int line = 1; line <= lines; line++) {
                    append(Level.INFO, "line " + line + " of a burst of " + lines);
                }
            } finally {
                bursting.set(false);
                turn.release();
            }
        });
        return burst;
    }

    private void append(Level level, String text) {
        String line = "[run=" + run + " seq=" + written.incrementAndGet() + "] " + text;
        if (level == Level.WARN) {
            logger.warn(line);
        } else {
            logger.info(line);
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
