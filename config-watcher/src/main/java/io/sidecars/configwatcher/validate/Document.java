package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/// A parsed value that knows the positions of its parts in the text.
interface Document {
    JsonNode value();

    /// Where a part of the value starts.
    Position positionOf(JsonPointer part);

    /// Where the name of a property starts.
    Position positionOfName(JsonPointer property);
}
