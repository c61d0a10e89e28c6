package io.sidecars.logshipper.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
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
                byte[] content = Files.readAllBytes(candidate);
                requireNotNewer(candidate, content);
                return parse(content);
            } catch (NoSuchFileException e) {
                // the other one, or the first start
            } catch (AccessDeniedException e) {
                throw new UnusableStateException(candidate
                        + " cannot be read by this user, and without it everything would be sent again:"
                        + " give the user the permission (see fsGroup), or set state.directory to another directory");
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
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

    private void requireNotNewer(Path path, byte[] content) {
        int version = version(content);
        if (version > VERSION) {
            throw new UnusableStateException(path + " was written by a newer version of log-shipper (format " + version
                    + "; this version reads " + VERSION + "): run the newer version again, or set state.directory to"
                    + " another directory, where every file is read from startAt");
        }
    }

    /// The version in the header line, or -1 if there is none.
    private int version(byte[] content) {
        try {
            return json.readTree(content, 0, Math.max(0, lineEnd(content)))
                    .path("version")
                    .asInt(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /// The length of the header line, or -1 if it has no end.
    private static int lineEnd(byte[] content) {
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// Returns when the checkpoint is durable.
    public void save(Checkpoint checkpoint) throws IOException {
        byte[] body = print(checkpoint);
        String header = "{\"version\":" + VERSION + ",\"crc32c\":\"" + checksum(body, 0, body.length) + "\"}\n";
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (byte[] part : List.of(header.getBytes(UTF_8), body, new byte[] {'\n'})) {
                ByteBuffer bytes = ByteBuffer.wrap(part);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
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

    /// Written value by value: a tree of JSON nodes would need ten times as much memory.
    private byte[] print(Checkpoint checkpoint) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator to = json.createGenerator(body)) {
            to.writeStartObject();
            to.writeArrayFieldStart("outputs");
            for (String output : checkpoint.outputs()) {
                to.writeString(output);
            }
            to.writeEndArray();
            to.writeArrayFieldStart("files");
            for (KnownFile file : checkpoint.files()) {
                print(file, to);
            }
            to.writeEndArray();
            to.writeEndObject();
        }
        return body.toByteArray();
    }

    private static void print(KnownFile file, JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeStringField("id", file.id().toString());
        to.writeStringField("path", file.path());
        to.writeNumberField("inode", file.inode());
        to.writeNumberField("size", file.size());
        if (file.ended()) {
            to.writeBooleanField("ended", true);
        }
        if (file.missingSince() != null) {
            to.writeStringField("missingSince", file.missingSince().toString());
        }
        print("prefix", file.prefix(), to);
        print("guard", file.guard(), to);
        to.writeObjectFieldStart("cursors");
        for (Map.Entry<String, Cursor> cursor : file.cursors().entrySet()) {
            to.writeObjectFieldStart(cursor.getKey());
            print(cursor.getValue(), to);
            to.writeEndObject();
        }
        to.writeEndObject();
        to.writeEndObject();
    }

    private static void print(Cursor cursor, JsonGenerator to) throws IOException {
        to.writeNumberField("offset", cursor.acknowledged().offset());
        print("guard", cursor.acknowledged().guard(), to);
        if (cursor.acknowledged().time() != 0) {
            to.writeNumberField("time", cursor.acknowledged().time());
        }
        if (cursor.end() != Long.MAX_VALUE) {
            to.writeNumberField("end", cursor.end());
        }
    }

    private static void print(String name, Fingerprint fingerprint, JsonGenerator to) throws IOException {
        to.writeObjectFieldStart(name);
        to.writeNumberField("length", fingerprint.length());
        to.writeStringField("hash", HexFormat.of().toHexDigits(fingerprint.hash()));
        to.writeEndObject();
    }

    private Checkpoint parse(byte[] content) throws IOException {
        int newline = lineEnd(content);
        if (newline < 0) {
            throw new IllegalArgumentException("the header line is missing");
        }
        JsonNode header = json.readTree(content, 0, newline);
        int from = newline + 1;
        int end = content.length;
        while (end > from && content[end - 1] <= ' ' && content[end - 1] >= 0) {
            end--;
        }
        if (header.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("its version is " + header.path("version") + ", not " + VERSION);
        }
        if (!checksum(content, from, end).equals(header.path("crc32c").asText())) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        try (JsonParser parser = json.createParser(content, from, end - from)) {
            return parse(parser);
        }
    }

    /// Read file by file, for the same reason as [#print].
    private Checkpoint parse(JsonParser from) throws IOException {
        List<String> outputs = new ArrayList<>();
        List<KnownFile> files = new ArrayList<>();
        from.nextToken(); // the start of the object
        while (from.nextToken() == JsonToken.FIELD_NAME) {
            String name = from.currentName();
            boolean isList = from.nextToken() == JsonToken.START_ARRAY;
            while (isList && from.nextToken() != JsonToken.END_ARRAY) {
                switch (name) {
                    case "outputs" -> outputs.add(from.getText());
                    case "files" -> files.add(file(json.readTree(from)));
                    default -> from.skipChildren();
                }
            }
            if (!isList) {
                from.skipChildren();
            }
        }
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

    private static String checksum(byte[] content, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(content, from, to - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
