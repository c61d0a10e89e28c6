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

/// Parses exactly one JSON value. Comments, duplicate keys and text after the value are errors.
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
    public List<Document> parse(String text, ErrorCollector errors) {
        if (text.startsWith(BYTE_ORDER_MARK)) {
            errors.add(new Position(1, 1), "must not start with a byte order mark");
            return List.of();
        }
        try (JsonParser parser = parser(text)) {
            return scan(parser, errors) ? List.of(new JsonDocument(text, MAPPER.readTree(text))) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the text can be turned into a value.
    private static boolean scan(JsonParser parser, ErrorCollector errors) throws IOException {
        try {
            if (parser.nextToken() == null) {
                errors.add(Position.UNKNOWN, "must be JSON, but is empty");
                return false;
            }
            scanValue(parser, errors);
            if (parser.nextToken() != null) {
                errors.add(Position.of(parser.currentTokenLocation()), "must contain only one JSON value");
            }
            return true;
        } catch (StreamConstraintsException e) {
            errors.add(Position.of(parser.currentTokenLocation()), LIMITS_EXCEEDED);
        } catch (JsonEOFException e) {
            errors.add(Position.of(e.getLocation()), "must be JSON, but ends unexpectedly");
        } catch (JsonProcessingException e) {
            // The message is not used, because it quotes the text.
            errors.add(Position.of(e.getLocation()), "must be JSON, but is malformed from here on");
        }
        return false;
    }

    private static void scanValue(JsonParser parser, ErrorCollector errors) throws IOException {
        Deque<Set<String>> open = new ArrayDeque<>();
        JsonToken token = parser.currentToken();
        while (true) {
            TimeLimit.check();
            if (token.isStructStart()) {
                open.push(new HashSet<>());
            } else if (token.isStructEnd()) {
                open.pop();
            } else if (token == JsonToken.FIELD_NAME && !open.element().add(parser.currentName())) {
                errors.add(Position.of(parser.currentTokenLocation()), "duplicate key in this object");
            }
            if (open.isEmpty()) {
                return;
            }
            token = parser.nextToken();
        }
    }
}
