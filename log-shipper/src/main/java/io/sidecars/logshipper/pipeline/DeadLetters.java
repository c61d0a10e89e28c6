package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.config.Output.DeadLetters.Full;
import io.sidecars.logshipper.text.Printable;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of one output's dead letters: of limited size, oldest first, one per line. Each log file may have
/// its share of it ([FileShares]). Every change is durable when its method returns. One thread changes it; any
/// thread may read the file and the numbers.
public final class DeadLetters {
    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final String SUFFIX = ".ndjson";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Extent(int letters, long bytes) {}

    private final Path path;
    private final Output.DeadLetters limits;
    private final InstantSource clock;
    private final PipelineMetrics metrics;
    private final FileShares shares;
    private boolean known;
    private boolean shared;
    /// The last log file of which records were dropped.
    private String dropping = "";
    private volatile Extent extent = new Extent(0, 0);

    /// @param directory of the program's state
    DeadLetters(
            Path directory, String output, Output.DeadLetters limits, InstantSource clock, PipelineMetrics metrics) {
        this.path = path(directory, output);
        this.limits = limits;
        this.clock = clock;
        this.metrics = metrics;
        this.shares = new FileShares(limits.bytes());
        try {
            open();
            share();
        } catch (IOException e) {
            log.atError().addKeyValue("path", path).addKeyValue("problem", e).log("dead-letter file cannot be read");
        }
    }

    /// The file of this output. It exists only while there are dead letters.
    public static Path path(Path state, String output) {
        return directory(state).resolve(output + SUFFIX);
    }

    private static Path directory(Path state) {
        return state.resolve("dead-letters");
    }

    /// The outputs that have such a file, including those that are no longer configured.
    public static List<String> outputs(Path state) {
        try (Stream<Path> files = Files.list(directory(state))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // usually there is no directory, because there are no dead letters
        }
    }

    Path path() {
        return path;
    }

    int count() {
        return extent.letters;
    }

    long bytes() {
        return extent.bytes;
    }

    String now() {
        return clock.instant().toString();
    }

    /// Counts the dead letters of earlier runs. An incomplete last line is what a crash has left: it is cut off,
    /// and its record is sent again.
    private void open() throws IOException {
        if (known || !Files.exists(path)) {
            known = true;
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            int lines = 0;
            long end = 0;
            long offset = 0;
            while (channel.read(buffer) >= 0) {
                for (int i = 0; i < buffer.position(); i++) {
                    if (buffer.get(i) == '\n') {
                        lines++;
                        end = offset + i + 1;
                    }
                }
                offset += buffer.position();
                buffer.clear();
            }
            channel.truncate(end);
            extent = new Extent(lines, end);
        }
        known = true;
    }

    private void share() throws IOException {
        if (!shared) {
            shares.read(path);
            shared = true;
        }
    }

    /// Appends each letter that fits into the share of its log file, or, with `full: block`, that follows none
    /// of the same generation that does not fit.
    ///
    /// @return the indexes of the letters whose records must wait; with `full: drop` the rest is dropped, and
    ///     none waits
    Set<Integer> append(List<DeadLetter> letters) throws IOException {
        open();
        share();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Extent before = extent;
        Set<Integer> left = new TreeSet<>();
        Set<String> waiting = new HashSet<>();
        for (int i = 0; i < letters.size(); i++) {
            DeadLetter letter = letters.get(i);
            byte[] line = line(letter);
            if (line.length > shares.room(letter.file()) || waiting.contains(letter.generation())) {
                left.add(i);
                if (limits.full() == Full.BLOCK) {
                    waiting.add(letter.generation());
                } else {
                    dropped(letter);
                }
            } else {
                shares.add(letter.file(), line.length);
                lines.writeBytes(line);
            }
        }
        int fitting = letters.size() - left.size();
        shared = fitting == 0; // counted again, unless all of this succeeds
        if (fitting > 0) {
            Files.createDirectories(path.getParent());
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(before.bytes); // cuts off what a failed attempt may have left
                channel.position(before.bytes);
                write(channel, lines);
            }
            forceDirectory();
        }
        extent = new Extent(before.letters + fitting, before.bytes + lines.size());
        shared = true;
        boolean drops = limits.full() == Full.DROP;
        metrics.deadLetters(fitting, drops ? left.size() : 0);
        return drops ? Set.of() : left;
    }

    private void dropped(DeadLetter letter) {
        if (!letter.file().equals(dropping)) {
            dropping = letter.file();
            log.atError()
                    .addKeyValue("output", letter.output())
                    .addKeyValue("path", letter.file())
                    .addKeyValue("why", letter.reason())
                    .log("rejected records are dropped: their file has used up its share of the dead letters");
        }
    }

    /// Removes the first letters and appends those that were rejected again. These always fit, because they are
    /// not more.
    void replaceFirst(int replaced, List<DeadLetter> letters) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (DeadLetter letter : letters) {
            lines.writeBytes(line(letter));
        }
        Extent before = extent;
        long kept = 0;
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        next,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE))) {
            long start = offsetAfter(replaced);
            while (start + kept < before.bytes) {
                kept += from.transferTo(start + kept, before.bytes - start - kept, to);
            }
            write(to, lines);
        }
        if (kept + lines.size() == 0) {
            Files.delete(next);
            Files.delete(path);
        } else {
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        }
        forceDirectory();
        extent = new Extent(before.letters + letters.size() - replaced, kept + lines.size());
        shared = false;
    }

    /// The oldest letters.
    ///
    /// @param most the largest number of letters
    List<DeadLetter> first(int most, long mostBytes) throws IOException {
        List<DeadLetter> letters = new ArrayList<>();
        long read = 0;
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            String line = reader.readLine();
            while (line != null && letters.size() < most && (letters.isEmpty() || read + line.length() <= mostBytes)) {
                letters.add(JSON.readValue(line, DeadLetter.class));
                read += line.length();
                line = reader.readLine();
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return letters;
    }

    private long offsetAfter(int lines) throws IOException {
        long offset = 0;
        int seen = 0;
        byte[] buffer = new byte[64 << 10];
        try (var in = Files.newInputStream(path)) {
            while (seen < lines) {
                int length = in.read(buffer);
                if (length < 0) {
                    return offset;
                }
                for (int i = 0; i < length && seen < lines; i++) {
                    offset++;
                    if (buffer[i] == '\n') {
                        seen++;
                    }
                }
            }
        }
        return offset;
    }

    private static byte[] line(DeadLetter letter) throws JsonProcessingException {
        return (Printable.of(JSON.writeValueAsString(letter)) + '\n').getBytes(UTF_8);
    }

    private static void write(FileChannel channel, ByteArrayOutputStream lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(lines.toByteArray());
        while (buffer.hasRemaining()) {
            int _ = channel.write(buffer);
        }
        channel.force(true);
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
