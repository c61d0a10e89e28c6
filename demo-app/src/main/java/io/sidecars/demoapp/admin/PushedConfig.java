package io.sidecars.demoapp.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidecars.demoapp.config.Snapshot;
import io.sidecars.demoapp.http.HttpException;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The configuration that a signal in push mode contains: `{"version":…,"files":{"database.yaml":"base64…"}}`.
final class PushedConfig {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PushedConfig() {}

    /// Null if the body contains no files: then the signal only says that the mounted configuration has changed.
    static @Nullable Snapshot in(byte[] body) throws HttpException, IOException {
        JsonNode signal;
        try {
            signal = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return null;
        }
        JsonNode files = signal.get("files");
        if (files == null) {
            return null;
        }
        Snapshot pushed = Snapshot.of(decoded(files));
        String version = signal.path("version").asText();
        if (!pushed.version().equals(version)) {
            throw new HttpException(
                    422,
                    "the files have the version " + pushed.version() + ", but the signal says \"" + version + "\"");
        }
        return pushed;
    }

    private static SortedMap<String, byte[]> decoded(JsonNode files) throws HttpException, IOException {
        if (!files.isObject()) {
            throw new HttpException(
                    422, "files must be an object: each key a file name, each value the content in base64");
        }
        SortedMap<String, byte[]> decoded = new TreeMap<>();
        for (Map.Entry<String, JsonNode> file : files.properties()) {
            try {
                decoded.put(file.getKey(), JSON.treeToValue(file.getValue(), byte[].class));
            } catch (JsonProcessingException e) {
                throw new HttpException(
                        422,
                        "the content of \"" + file.getKey() + "\" is not base64"); // not quoted: it may be a secret
            }
        }
        return decoded;
    }
}
