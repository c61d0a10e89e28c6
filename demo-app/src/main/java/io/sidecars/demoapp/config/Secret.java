package io.sidecars.demoapp.config;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Text that is never printed. Its fingerprint shows whether two secrets are the same.
public record Secret(String value) {

    public String fingerprint() {
        byte[] hash = Snapshot.sha256().digest(value.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(hash, 0, 3) + "…";
    }

    @Override
    public String toString() {
        return "****";
    }
}
