package io.sidecars.logshipper.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// How many bytes of a dead-letter file come from each log file. One log file may have half of what the others
/// leave: an app that writes one bad record after the other cannot fill the file, however many files it writes
/// them into.
final class FileShares {
    /// Log files beyond these share one account.
    private static final int MOST = 1000;
    private static final String OTHERS = "";
    private static final JsonFactory JSON = new JsonFactory();

    private final long limit;
    private final Map<String, Long> bytes = new HashMap<>();
    private long total;

    /// @param limit bytes of the dead-letter file
    FileShares(long limit) {
        this.limit = limit;
    }

    /// How many bytes more this log file may have.
    long room(String file) {
        long own = bytes.getOrDefault(account(file), 0L);
        return (limit - (total - own)) / 2 - own;
    }

    void add(String file, long count) {
        bytes.merge(account(file), count, Long::sum);
        total += count;
    }

    private String account(String file) {
        return bytes.containsKey(file) || bytes.size() < MOST ? file : OTHERS;
    }

    /// Begins anew, with the dead letters that the file has. What cannot be read of it belongs to no log file.
    void read(Path letters) throws IOException {
        bytes.clear();
        total = 0;
        if (!Files.exists(letters)) {
            return;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(letters));
                JsonParser parser = JSON.createParser(in)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String file = file(parser);
                add(file, parser.currentLocation().getByteOffset() - total);
            }
        } catch (JsonProcessingException e) {
            add(OTHERS, Files.size(letters) - total);
        }
    }

    private static String file(JsonParser parser) throws IOException {
        String file = OTHERS;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isFile = parser.currentName().equals("file");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isFile) {
                file = parser.getText();
            }
            parser.skipChildren();
        }
        return file;
    }
}
