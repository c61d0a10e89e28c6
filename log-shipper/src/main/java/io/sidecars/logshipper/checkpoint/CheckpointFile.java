package io.sidecars.logshipper.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/// The checkpoint on disk: one header line `{"version":1,"crc32c":"…"}`, one line of JSON.
///
/// Written beside the old one, forced, renamed over it, and the directory forced too, so that a crash at any
/// moment leaves the old or the new one. The one before is kept for the case that the disk lies.
public final class CheckpointFile {
    private static final Logger log = LoggerFactory.getLogger(CheckpointFile.class);
    private static final int VERSION = 1;

    private final ObjectMapper json = new ObjectMapper();
    private final Path directory;
    private final Path current;
    private final Path previous;
    private final Path next;

    public CheckpointFile(Path directory) {
        this.directory = directory;
        this.current = directory.resolve("checkpoint.json");
        this.previous = directory.resolve("checkpoint.previous.json");
        this.next = directory.resolve("checkpoint.next.json");
    }

    /// What was saved last. A damaged checkpoint gives way to the one before it, loudly; without either, every
    /// file starts at its beginning: duplicates, no loss.
    public List<KnownFile> load() {
        for (Path candidate : List.of(current, previous)) {
            try {
                return parse(Files.readString(candidate));
            } catch (NoSuchFileException e) {
                log.atDebug().addKeyValue("path", candidate).log("no checkpoint");
            } catch (IOException | IllegalArgumentException e) {
                log.atError()
                        .addKeyValue("path", candidate)
                        .addKeyValue("problem", e.getMessage())
                        .log("checkpoint is damaged");
            }
        }
        return List.of();
    }

    /// Returns when the checkpoint is durable.
    public void save(List<KnownFile> files) throws IOException {
        String body = print(files);
        String header = "{\"version\":" + VERSION + ",\"crc32c\":\"" + checksum(body) + "\"}";
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((header + "\n" + body + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (Files.exists(current)) {
            Files.move(current, previous, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private String print(List<KnownFile> files) throws IOException {
        ObjectNode root = json.createObjectNode();
        for (KnownFile file : files) {
            ObjectNode node = root.withArrayProperty("files").addObject();
            node.put("id", file.id().toString());
            node.put("path", file.path());
            node.put("inode", file.inode());
            node.put("size", file.size());
            if (file.missingSince() != null) {
                node.put("missingSince", file.missingSince().toString());
            }
            print(file.prefix(), node.putObject("prefix"));
            ObjectNode cursors = node.putObject("cursors");
            file.cursors().forEach((output, position) -> {
                ObjectNode cursor = cursors.putObject(output);
                cursor.put("offset", position.offset());
                print(position.guard(), cursor.putObject("guard"));
            });
        }
        return json.writeValueAsString(root);
    }

    private static void print(Fingerprint fingerprint, ObjectNode node) {
        node.put("length", fingerprint.length());
        node.put("hash", HexFormat.of().toHexDigits(fingerprint.hash()));
    }

    private List<KnownFile> parse(String text) throws JacksonException {
        int newline = text.indexOf('\n');
        if (newline < 0) {
            throw new IllegalArgumentException("it has no header");
        }
        JsonNode header = json.readTree(text.substring(0, newline));
        String body = text.substring(newline + 1).stripTrailing();
        if (header.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("version " + header.path("version") + " is not " + VERSION);
        }
        if (!checksum(body).equals(header.path("crc32c").asText())) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        List<KnownFile> files = new ArrayList<>();
        for (JsonNode node : json.readTree(body).path("files")) {
            files.add(file(node));
        }
        return files;
    }

    private static KnownFile file(JsonNode node) {
        Map<String, Position> cursors = new TreeMap<>();
        node.path("cursors")
                .properties()
                .forEach(cursor -> cursors.put(
                        cursor.getKey(),
                        new Position(
                                cursor.getValue().path("offset").asLong(),
                                fingerprint(cursor.getValue().path("guard")))));
        return new KnownFile(
                GenerationId.parse(node.path("id").asText()),
                node.path("path").asText(),
                node.path("inode").asLong(),
                node.path("size").asLong(),
                fingerprint(node.path("prefix")),
                node.has("missingSince")
                        ? Instant.parse(node.path("missingSince").asText())
                        : null,
                cursors);
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
