package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A JSON value. A position is found by parsing the text again, because positions are needed only for errors.
record JsonDocument(String text, JsonNode value) implements Document {
    @Override
    public Position positionOf(JsonPointer part) {
        return find(part, false);
    }

    @Override
    public Position positionOfName(JsonPointer property) {
        return find(property, true);
    }

    private Position find(JsonPointer pointer, boolean isName) {
        try (JsonParser parser = JsonSyntax.parser(text)) {
            JsonToken token;
            while ((token = parser.nextToken()) != null) {
                if (!token.isStructEnd()
                        && (token == JsonToken.FIELD_NAME) == isName
                        && parser.getParsingContext().pathAsPointer().equals(pointer)) {
                    return Position.of(parser.currentTokenLocation());
                }
            }
            return Position.UNKNOWN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
