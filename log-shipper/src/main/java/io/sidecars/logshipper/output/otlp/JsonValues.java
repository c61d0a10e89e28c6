package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.output.JsonText;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Slice;

/// Writes `AnyValue` as JSON. A JSON null becomes a value that is not set.
final class JsonValues {
    private static final byte[] STRING = ascii("{\"stringValue\":");
    private static final byte[] TRUE = ascii("{\"boolValue\":true}");
    private static final byte[] FALSE = ascii("{\"boolValue\":false}");
    private static final byte[] NULL = ascii("{}");
    private static final byte[] INT = ascii("{\"intValue\":\"");
    private static final byte[] INT_END = ascii("\"}");
    private static final byte[] DOUBLE = ascii("{\"doubleValue\":");
    private static final byte[] INFINITY = ascii("\"Infinity\"");
    private static final byte[] MINUS_INFINITY = ascii("\"-Infinity\"");
    private static final byte[] ARRAY = ascii("{\"arrayValue\":{\"values\":[");
    private static final byte[] LIST = ascii("{\"kvlistValue\":{\"values\":[");
    private static final byte[] LIST_END = ascii("]}}");
    private static final byte[] KEY = ascii("{\"key\":");
    private static final byte[] VALUE = ascii(",\"value\":");

    private final JsonCursor json = new JsonCursor();
    private final JsonNumber number = new JsonNumber();
    private final WireBuffer unescaped = new WireBuffer(8 << 10);

    void put(Slice value, WireBuffer into) {
        switch (value.kind()) {
            case TEXT -> {
                into.put(STRING).putJson(value.bytes(), value.from(), value.to());
                into.put('}');
            }
            case JSON_STRING -> string(value.bytes(), value.from(), value.to(), into);
            case JSON -> {
                json.begin(value);
                next(into);
            }
        }
    }

    private void next(WireBuffer into) {
        switch (json.peek()) {
            case '"' -> {
                json.string();
                string(json.bytes(), json.tokenFrom(), json.tokenTo(), into);
            }
            case '{' -> object(into);
            case '[' -> array(into);
            default -> scalar(into);
        }
    }

    /// Escaped text is decoded and encoded again, because some receivers refuse a whole request for one unpaired
    /// surrogate.
    private void string(byte[] bytes, int from, int to, WireBuffer into) {
        into.put(STRING);
        if (JsonText.isEscaped(bytes, from, to)) {
            unescaped.reset();
            JsonText.unescape(bytes, from, to, unescaped);
            into.putJson(unescaped.array(), 0, unescaped.length());
        } else {
            into.put('"').put(bytes, from, to).put('"');
        }
        into.put('}');
    }

    private void scalar(WireBuffer into) {
        json.scalar();
        switch (json.bytes()[json.tokenFrom()]) {
            case 't' -> into.put(TRUE);
            case 'f' -> into.put(FALSE);
            case 'n' -> into.put(NULL);
            default -> number(into);
        }
    }

    private void number(WireBuffer into) {
        number.read(json.bytes(), json.tokenFrom(), json.tokenTo());
        if (number.isInteger()) {
            into.put(INT).putDecimal(number.integer()).put(INT_END);
        } else if (Double.isInfinite(number.floating())) {
            into.put(DOUBLE).put(number.floating() > 0 ? INFINITY : MINUS_INFINITY);
            into.put('}');
        } else {
            into.put(DOUBLE).put(json.bytes(), json.tokenFrom(), json.tokenTo()).put('}');
        }
    }

    private void array(WireBuffer into) {
        into.put(ARRAY);
        json.enter();
        for (boolean first = true; json.hasNext(); first = false) {
            if (!first) {
                into.put(',');
            }
            next(into);
        }
        into.put(LIST_END);
    }

    private void object(WireBuffer into) {
        into.put(LIST);
        json.enter();
        for (boolean first = true; json.hasNext(); first = false) {
            if (!first) {
                into.put(',');
            }
            json.string();
            into.put(KEY).put('"').put(json.bytes(), json.tokenFrom(), json.tokenTo());
            into.put('"').put(VALUE);
            next(into);
            into.put('}');
        }
        into.put(LIST_END);
    }
}
