package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A JSON value. A place is found by reading the text again, which only a flaw makes necessary.
record JsonDocument(String text, JsonNode value) implements Document {
    @Override
    public Position place(JsonPointer part) {
        return find(part, false);
    }

    @Override
    public Position name(JsonPointer property) {
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
