package io.sidecars.demoapp.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;

/// The files of the configuration at one moment, by relative name, and the version: a hash of the names and
/// contents.
public record Snapshot(String version, SortedMap<String, byte[]> files) {

    /// Computes the version: SHA-256 over the files in the order of their names. Of each file it covers the name,
    /// a zero byte, the length as 8 bytes, and the content.
    public static Snapshot of(SortedMap<String, byte[]> files) {
        MessageDigest digest = sha256();
        files.forEach((name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(content.length).array());
            digest.update(content);
        });
        return new Snapshot("sha256:" + HexFormat.of().formatHex(digest.digest()), files);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
