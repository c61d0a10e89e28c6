package io.sidecars.logshipper.catalog;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/// Log lines about single files, of which an app can cause any number. Of each kind, the first twenty of a minute
/// are logged, and the others are counted.
final class FileLog {
    private static final Logger log = LoggerFactory.getLogger(FileLog.class);
    private static final int MOST = 20;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private static final class Count {
        private long since;
        private int lines;
    }

    private final LongSupplier nanoTime;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    FileLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    LoggingEventBuilder atInfo(String message) {
        return at(Level.INFO, message);
    }

    LoggingEventBuilder atWarn(String message) {
        return at(Level.WARN, message);
    }

    private LoggingEventBuilder at(Level level, String message) {
        long now = nanoTime.getAsLong();
        Count count = counts.computeIfAbsent(message, _ -> new Count());
        if (count.lines == 0) {
            count.since = now;
        }
        count.lines++;
        return count.lines > MOST
                ? NOPLoggingEventBuilder.singleton()
                : log.atLevel(level).setMessage(message);
    }

    /// Logs how many lines were left out, when a minute is over.
    void summarize() {
        long now = nanoTime.getAsLong();
        counts.forEach((message, count) -> {
            if (count.lines > 0 && now - count.since >= PERIOD.toNanos()) {
                if (count.lines > MOST) {
                    log.atInfo()
                            .addKeyValue("message", message)
                            .addKeyValue("files", count.lines)
                            .addKeyValue("named", MOST)
                            .log("more files than are named");
                }
                count.lines = 0;
            }
        });
    }
}
