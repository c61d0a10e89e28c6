package io.sidecars.logshipper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// An app that writes about one MB of numbered lines a second to `<name>.log`, and rotates it.
///
/// Bytes are only destroyed after the collector took them, so whatever is missing in the end was lost by the
/// program.
final class LogWriter implements Callable<@Nullable Void> {
    /// How the file begins a new life.
    enum Rotation {
        /// `a.log` becomes `a.1.log` becomes `a.2.log`…, the last ones are deleted.
        RENAME,
        /// Deleted and created again; some file systems give it the same inode.
        RECREATE,
        /// Copied to where no glob matches, and truncated in place.
        COPY_TRUNCATE
    }

    private static final Duration TICK = Duration.ofMillis(10);
    private static final int MAX_LINES_PER_TICK = 60;
    private static final int MAX_TO_COME = 4_000;
    private static final int KEPT = 3;
    private static final String[] ALPHABET = {
        "a", "B", "7", " ", "\"", "\\", "\t", "\u0001", "\u00e9", "\u07ff", "\u20ac", "\uffee", "\ud83d\ude00"
    };

    private final Path directory;
    private final String name;
    private final Rotation rotation;
    private final Ledger ledger;
    private final SplittableRandom random;
    private volatile boolean rotating = true;
    private volatile boolean stopped;
    private FileChannel log;
    private int generation;
    private int size;
    private int limit;
    private int oldest;

    LogWriter(Path directory, String name, Rotation rotation, Ledger ledger, long seed) throws IOException {
        this.directory = directory;
        this.name = name;
        this.rotation = rotation;
        this.ledger = ledger;
        this.random = new SplittableRandom(seed);
        this.log = open();
        this.limit = nextLimit();
    }

    /// Whether the file may rotate from now on; else it only grows.
    void rotate(boolean allowed) {
        rotating = allowed;
    }

    /// Ends after the lines that are being written.
    void stop() {
        stopped = true;
    }

    @Override
    public @Nullable Void call() throws IOException {
        try {
            while (!stopped) {
                if (size >= limit && rotating) {
                    rotate();
                } else if (ledger.toCome() < MAX_TO_COME) {
                    write(lines(random.nextInt(1, MAX_LINES_PER_TICK)));
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
            return null;
        } finally {
            log.close();
        }
    }

    private byte[] lines(int count) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            lines.writeBytes(ledger.next(generation, size + lines.size()).print(payload()));
        }
        return lines.toByteArray();
    }

    /// Mostly short; one in twenty is longer than the longest line that is sent in one piece.
    private String payload() {
        int length = random.nextInt(random.nextInt(20) == 0 ? 2000 : 400);
        StringBuilder payload = new StringBuilder();
        for (int i = 0; i < length; i++) {
            payload.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return payload.toString();
    }

    /// At once or, now and then, in two parts with a line, or a character, cut in the middle.
    private void write(byte[] lines) throws IOException {
        int cut = random.nextInt(4) == 0 ? random.nextInt(lines.length) : 0;
        append(ByteBuffer.wrap(lines, 0, cut));
        append(ByteBuffer.wrap(lines, cut, lines.length - cut));
    }

    private void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += log.write(bytes);
        }
    }

    private void rotate() throws IOException {
        switch (rotation) {
            case RENAME -> {
                log.close();
                shift();
                log = open();
                begin();
            }
            case RECREATE -> {
                if (mayDestroy()) {
                    log.close();
                    Files.delete(path(0));
                    log = open();
                    begin();
                }
            }
            case COPY_TRUNCATE -> {
                if (mayDestroy()) {
                    Files.copy(path(0), directory.resolve(name + ".copy"), StandardCopyOption.REPLACE_EXISTING);
                    log.truncate(0);
                    begin();
                }
            }
        }
    }

    /// A while after the collector took everything, so that the program may be dead by then.
    private boolean mayDestroy() {
        return ledger.hasAll(generation) && random.nextInt(50) == 0;
    }

    private void shift() throws IOException {
        while (generation - oldest >= KEPT && ledger.hasAll(oldest)) {
            Files.delete(path(generation - oldest++));
        }
        for (int i = generation - oldest; i >= 0; i--) {
            Files.move(path(i), path(i + 1), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void begin() {
        generation++;
        size = 0;
        limit = nextLimit();
    }

    private int nextLimit() {
        return random.nextInt(16 << 10, 512 << 10);
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path(0), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path path(int age) {
        return directory.resolve(age == 0 ? name + ".log" : name + "." + age + ".log");
    }
}
