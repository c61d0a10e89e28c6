package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/// A value that was read from a text and knows where its parts stand there.
interface Document {
    JsonNode value();

    /// Where a part of the value starts.
    Position place(JsonPointer part);

    /// Where the name of a property starts.
    Position name(JsonPointer property);
}
