package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One JSON value: no comments, no duplicate keys, nothing behind it.
final class JsonSyntax implements Syntax {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxTokenCount(3L * MOST_VALUES)
                    .maxNumberLength(MOST_DIGITS)
                    .build())
            .build();
    private static final JsonMapper MAPPER = new JsonMapper(JSON);

    static JsonParser parser(String text) {
        try {
            return JSON.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Document> read(String text, ErrorCollector flaws) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            flaws.add(new Position(1, 1), "must not start with a byte order mark");
            return List.of();
        }
        try (JsonParser parser = parser(text)) {
            return scan(parser, flaws) ? List.of(new JsonDocument(text, MAPPER.readTree(text))) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether a value can be made of the text.
    private static boolean scan(JsonParser parser, ErrorCollector flaws) throws IOException {
        try {
            if (parser.nextToken() == null) {
                flaws.add(Position.UNKNOWN, "must hold a JSON value, but is empty");
                return false;
            }
            scanValue(parser, flaws);
            if (parser.nextToken() != null) {
                flaws.add(Position.of(parser.currentTokenLocation()), "must not hold more than one JSON value");
            }
            return true;
        } catch (StreamConstraintsException e) {
            flaws.add(Position.of(parser.currentTokenLocation()), BEYOND);
        } catch (JsonEOFException e) {
            flaws.add(Position.of(e.getLocation()), "must be JSON, but ends too early");
        } catch (JsonProcessingException e) {
            // Not the message, which quotes the text.
            flaws.add(Position.of(e.getLocation()), "must be JSON, but is not from here on");
        }
        return false;
    }

    private static void scanValue(JsonParser parser, ErrorCollector flaws) throws IOException {
        Deque<Set<String>> open = new ArrayDeque<>();
        JsonToken token = parser.currentToken();
        while (true) {
            if (token.isStructStart()) {
                open.push(new HashSet<>());
            } else if (token.isStructEnd()) {
                open.pop();
            } else if (token == JsonToken.FIELD_NAME && !open.element().add(parser.currentName())) {
                flaws.add(Position.of(parser.currentTokenLocation()), "must not have the same key twice in one object");
            }
            if (open.isEmpty()) {
                return;
            }
            token = parser.nextToken();
        }
    }
}
