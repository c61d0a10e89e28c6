package io.sidecars.configwatcher.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Computes the version by a rule that apps can apply too: SHA-256 over, for each file in the order of its name
/// (by UTF-16 code units), the name in UTF-8, a zero byte, the length as 8 bytes big-endian, and the content.
final class VersionHash {
    private final MessageDigest whole = sha256();
    private final NavigableMap<String, String> files = new TreeMap<>();

    /// Must be called in the order of names.
    void add(String name, SourceFile file) {
        byte[] content = file.content();
        whole.update(name.getBytes(UTF_8));
        whole.update((byte) 0);
        whole.update(ByteBuffer.allocate(Long.BYTES).putLong(0, content.length));
        whole.update(content);
        files.put(name, file.digest());
    }

    static String digest(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content));
    }

    Snapshot snapshot() {
        return new Snapshot(
                "sha256:" + HexFormat.of().formatHex(whole.digest()), Collections.unmodifiableNavigableMap(files));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
