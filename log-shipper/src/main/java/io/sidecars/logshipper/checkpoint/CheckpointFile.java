package io.sidecars.logshipper.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoint on disk: one header line `{"version":2,"crc32c":"…"}`, one line of JSON.
///
/// A new checkpoint is written to a file of its own and flushed to the disk (fsync). Then it is renamed over the
/// old one, and the directory is flushed too. A crash at any moment leaves the old checkpoint or the new one.
/// The one before is kept for disks that lose what they have confirmed.
public final class CheckpointFile {
    private static final Logger log = LoggerFactory.getLogger(CheckpointFile.class);
    private static final int VERSION = 2;

    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final Path current;
    private final Path previous;
    private final Path next;
    private final Fsync fsync;

    /// Flushes a file or a directory to the disk.
    @FunctionalInterface
    public interface Fsync {
        /// Returns when the content is on the disk.
        ///
        /// @param path what the channel is open on
        void flush(FileChannel channel, Path path) throws IOException;
    }

    public CheckpointFile(Path directory) {
        this(directory, (channel, _) -> channel.force(true));
    }

    /// @param fsync lets a test see what is flushed, and when
    public CheckpointFile(Path directory, Fsync fsync) {
        this.fsync = fsync;
        this.directory = directory;
        this.current = directory.resolve("checkpoint.json");
        this.previous = directory.resolve("checkpoint.previous.json");
        this.next = directory.resolve("checkpoint.next.json");
    }

    /// Reads what was saved last. If it is damaged, the one before it is used and an error is logged: that costs
    /// duplicates, but loses nothing.
    ///
    /// @throws DamagedCheckpointException if there is a checkpoint, but all are damaged
    /// @throws UnusableStateException if this user must not read it, or if a newer version has written it
    public Checkpoint load() throws DamagedCheckpointException {
        List<String> problems = new ArrayList<>();
        for (Path candidate : List.of(current, previous)) {
            try {
                String text = Files.readString(candidate);
                requireNotNewer(candidate, text);
                return parse(text);
            } catch (NoSuchFileException e) {
                // the other one, or the first start
            } catch (AccessDeniedException e) {
                throw new UnusableStateException(candidate
                        + " cannot be read by this user, and without it everything would be sent again:"
                        + " give the user the permission (see fsGroup), or set state.directory to another directory");
            } catch (IOException | IllegalArgumentException e) {
                log.atError()
                        .addKeyValue("path", candidate)
                        .addKeyValue("problem", e.getMessage())
                        .log("checkpoint is damaged");
                problems.add(candidate + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new DamagedCheckpointException(String.join("; ", problems));
        }
        return Checkpoint.EMPTY;
    }

    private void requireNotNewer(Path path, String text) {
        int version = version(text);
        if (version > VERSION) {
            throw new UnusableStateException(path + " was written by a newer version of log-shipper (format " + version
                    + "; this version reads " + VERSION + "): run the newer version again, or set state.directory to"
                    + " another directory, where every file is read from startAt");
        }
    }

    /// The version in the header line, or -1 if there is none.
    private int version(String text) {
        try {
            return json.readTree(text.substring(0, Math.max(0, text.indexOf('\n'))))
                    .path("version")
                    .asInt(-1);
        } catch (JacksonException e) {
            return -1;
        }
    }

    /// Returns when the checkpoint is durable.
    public void save(Checkpoint checkpoint) throws IOException {
        String body = print(checkpoint);
        String header = "{\"version\":" + VERSION + ",\"crc32c\":\"" + checksum(body) + "\"}";
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((header + "\n" + body + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            fsync.flush(channel, next);
        }
        if (Files.exists(current)) {
            Files.move(current, previous, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            fsync.flush(channel, directory);
        }
    }

    private String print(Checkpoint checkpoint) throws IOException {
        ObjectNode root = json.createObjectNode();
        checkpoint.outputs().forEach(root.withArrayProperty("outputs")::add);
        for (KnownFile file : checkpoint.files()) {
            ObjectNode node = root.withArrayProperty("files").addObject();
            node.put("id", file.id().toString());
            node.put("path", file.path());
            node.put("inode", file.inode());
            node.put("size", file.size());
            if (file.ended()) {
                node.put("ended", true);
            }
            if (file.missingSince() != null) {
                node.put("missingSince", file.missingSince().toString());
            }
            print(file.prefix(), node.putObject("prefix"));
            print(file.guard(), node.putObject("guard"));
            ObjectNode cursors = node.putObject("cursors");
            file.cursors().forEach((output, cursor) -> print(cursor, cursors.putObject(output)));
        }
        return json.writeValueAsString(root);
    }

    private static void print(Cursor cursor, ObjectNode node) {
        node.put("offset", cursor.acknowledged().offset());
        print(cursor.acknowledged().guard(), node.putObject("guard"));
        if (cursor.acknowledged().time() != 0) {
            node.put("time", cursor.acknowledged().time());
        }
        if (cursor.end() != Long.MAX_VALUE) {
            node.put("end", cursor.end());
        }
    }

    private static void print(Fingerprint fingerprint, ObjectNode node) {
        node.put("length", fingerprint.length());
        node.put("hash", HexFormat.of().toHexDigits(fingerprint.hash()));
    }

    private Checkpoint parse(String text) throws JacksonException {
        int newline = text.indexOf('\n');
        if (newline < 0) {
            throw new IllegalArgumentException("the header line is missing");
        }
        JsonNode header = json.readTree(text.substring(0, newline));
        String body = text.substring(newline + 1).stripTrailing();
        if (header.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("its version is " + header.path("version") + ", not " + VERSION);
        }
        if (!checksum(body).equals(header.path("crc32c").asText())) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        JsonNode root = json.readTree(body);
        List<String> outputs = new ArrayList<>();
        root.path("outputs").forEach(name -> outputs.add(name.asText()));
        List<KnownFile> files = new ArrayList<>();
        root.path("files").forEach(node -> files.add(file(node)));
        return new Checkpoint(List.copyOf(outputs), List.copyOf(files));
    }

    private static KnownFile file(JsonNode node) {
        Map<String, Cursor> cursors = new TreeMap<>();
        node.path("cursors").properties().forEach(entry -> cursors.put(entry.getKey(), cursor(entry.getValue())));
        return new KnownFile(
                GenerationId.parse(node.path("id").asText()),
                node.path("path").asText(),
                node.path("inode").asLong(),
                node.path("size").asLong(),
                fingerprint(node.path("prefix")),
                fingerprint(node.path("guard")),
                node.path("ended").asBoolean(),
                node.has("missingSince")
                        ? Instant.parse(node.path("missingSince").asText())
                        : null,
                cursors);
    }

    private static Cursor cursor(JsonNode node) {
        Position acknowledged = new Position(
                node.path("offset").asLong(),
                fingerprint(node.path("guard")),
                node.path("time").asLong());
        return new Cursor(acknowledged, node.path("end").asLong(Long.MAX_VALUE));
    }

    private static Fingerprint fingerprint(JsonNode node) {
        return new Fingerprint(
                node.path("length").asInt(),
                HexFormat.fromHexDigitsToLong(node.path("hash").asText()));
    }

    private static String checksum(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
