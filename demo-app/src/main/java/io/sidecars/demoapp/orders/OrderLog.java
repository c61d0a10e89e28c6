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

/// The shop's log file. Each line carries the run (one process start) and a number that counts 1, 2, 3… without gaps,
/// in the order of the file.
public final class OrderLog implements AutoCloseable {

    private final LoggerContext context = new LoggerContext(); // apart from the program's own log
    private final Logger logger;
    private final RotatingFile file;
    private final String run = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    private final Semaphore turn = new Semaphore(1, true); // a lock that one thread takes and another gives back
    private final AtomicBoolean bursting = new AtomicBoolean();
    private final AtomicLong written = new AtomicLong();

    /// The numbers of a burst, first and last.
    public record Burst(long from, long to) {}

    public OrderLog(Path directory, RotatingFile.Limits limits) throws IOException {
        context.setMDCAdapter(new LogbackMDCAdapter()); // without one no event can be made
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

    /// How often the file was rotated since the start.
    public long rotations() {
        return file.rotations();
    }

    /// Rotates the file now, full or not.
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

    /// Writes the last line of this run; nobody's turn comes after it.
    public void end(String text) throws InterruptedException {
        turn.acquire();
        append(Level.WARN, text);
    }

    /// Starts to write that many lines as fast as the file takes them; other lines wait. Null if one is running
    /// already.
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
