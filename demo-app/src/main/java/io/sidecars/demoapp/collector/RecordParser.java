package io.sidecars.demoapp.collector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.sidecars.demoapp.http.HttpException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads NDJSON records. Unknown fields are ignored.
final class RecordParser {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NUMBER = Pattern.compile("\\[run=(\\w{1,32}) seq=(\\d{1,18})]");

    private RecordParser() {}

    static List<ReceivedRecord> parse(byte[] ndjson) throws HttpException, IOException {
        List<ReceivedRecord> records = new ArrayList<>();
        try (JsonParser json = JSON.createParser(ndjson)) {
            while (json.nextToken() != null) {
                if (json.currentToken() != JsonToken.START_OBJECT) {
                    throw new HttpException(400, at(json) + "each line must be a JSON object");
                }
                records.add(record(json));
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new HttpException(400, "line " + line + ": not JSON: " + e.getOriginalMessage());
        }
        return records;
    }

    private static ReceivedRecord record(JsonParser json) throws HttpException, IOException {
        String message = null;
        String id = null;
        boolean partial = false;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (field) {
                case "message" -> message = value == JsonToken.VALUE_STRING ? json.getText() : null;
                case "log.record.uid" -> id = value == JsonToken.VALUE_STRING ? json.getText() : null;
                case "log.record.partial" -> partial = value == JsonToken.VALUE_TRUE;
                default -> {}
            }
            json.skipChildren();
        }
        if (message == null) {
            throw new HttpException(400, at(json) + "message must be a string");
        }
        return new ReceivedRecord(message, hash(id), partial, place(message));
    }

    private static String at(JsonParser json) {
        return "line " + json.currentLocation().getLineNr() + ": ";
    }

    private static ReceivedRecord.@Nullable Place place(String message) {
        Matcher matcher = NUMBER.matcher(message);
        return matcher.find() ? new ReceivedRecord.Place(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
    }

    /// Reduces a record id to 64 bits, which makes a collision of two ids unlikely.
    private static long hash(@Nullable String id) {
        if (id == null) {
            return ReceivedRecord.NO_ID;
        }
        long hash = 1125899906842597L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash == ReceivedRecord.NO_ID ? 1 : hash;
    }
}
