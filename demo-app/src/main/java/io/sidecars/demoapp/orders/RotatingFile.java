package io.sidecars.demoapp.orders;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import ch.qos.logback.core.status.Status;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `app.log`, rotated by Logback as logrotate does: it is renamed to `app.1.log`, that to `app.2.log`, and so on.
public final class RotatingFile {

    private static final Logger log = LoggerFactory.getLogger(RotatingFile.class);
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %msg%n";

    /// The size at which the file is rotated, and how many rotated files are kept.
    public record Limits(long bytes, int files) {
        public Limits {
            if (bytes < 1024) {
                throw new IllegalArgumentException("the log file size must be at least 1KB, but is " + bytes);
            }
            if (files < 1 || files > 20) {
                throw new IllegalArgumentException("the number of rotated files must be 1 to 20, but is " + files);
            }
        }
    }

    private final Appender appender;

    private RotatingFile(Appender appender) {
        this.appender = appender;
    }

    RollingFileAppender<ILoggingEvent> appender() {
        return appender;
    }

    long rotations() {
        return appender.rotations.get();
    }

    void rotate() {
        appender.rollover();
    }

    static RotatingFile open(LoggerContext context, Path directory, Limits limits) throws IOException {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IOException("the log directory " + directory + " does not exist or is not writable");
        }
        context.getStatusManager().add(RotatingFile::report);
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();

        Appender appender = new Appender();
        appender.setContext(context);
        appender.setName("orders");
        appender.setFile(directory.resolve("app.log").toString());
        appender.setEncoder(encoder);
        appender.setTriggeringPolicy(new FullFile(limits.bytes()));

        FixedWindowRollingPolicy rotation = new FixedWindowRollingPolicy();
        rotation.setContext(context);
        rotation.setParent(appender);
        rotation.setFileNamePattern(directory.resolve("app.%i.log").toString());
        rotation.setMinIndex(1);
        rotation.setMaxIndex(limits.files());
        rotation.start();
        appender.setRollingPolicy(rotation);
        appender.start();
        if (!appender.isStarted()) {
            throw new IOException("cannot write a log file in " + directory);
        }
        return new RotatingFile(appender);
    }

    private static void report(Status status) {
        if (status.getLevel() >= Status.WARN) {
            log.atWarn()
                    .setCause(status.getThrowable())
                    .addKeyValue("logback", status.getMessage())
                    .log("order log problem");
        }
    }

    private static final class Appender extends RollingFileAppender<ILoggingEvent> {

        private final AtomicLong rotations = new AtomicLong();

        @Override
        public void rollover() {
            super.rollover();
            rotations.incrementAndGet();
        }
    }

    /// Checks the size before every line. Logback's own policy checks it once a minute, when a burst is long over.
    private static final class FullFile extends TriggeringPolicyBase<ILoggingEvent> {

        private final long bytes;

        private FullFile(long bytes) {
            this.bytes = bytes;
            start();
        }

        @Override
        public boolean isTriggeringEvent(File active, ILoggingEvent event) {
            return active.length() >= bytes;
        }
    }
}
