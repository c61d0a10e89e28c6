package io.sidecars.logshipper.output.otlp;

import io.sidecars.logshipper.output.JsonText;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Slice;

/// Writes the content of the messages `AnyValue` and `KeyValue`. A JSON null becomes a value that is not set.
final class ProtobufValues {
    static final int KEY = (1 << 3) | 2;
    static final int VALUE = (2 << 3) | 2;
    static final int STRING = (1 << 3) | 2;
    static final int BOOL = 2 << 3;
    static final int INT = 3 << 3;
    private static final int DOUBLE = (4 << 3) | 1;
    private static final int ARRAY = (5 << 3) | 2;
    private static final int LIST = (6 << 3) | 2;
    /// In `ArrayValue` and in `KeyValueList`.
    private static final int VALUES = (1 << 3) | 2;

    private final JsonCursor json = new JsonCursor();
    private final JsonNumber number = new JsonNumber();

    void put(Slice value, WireBuffer into) {
        switch (value.kind()) {
            case TEXT -> text(STRING, value.bytes(), value.from(), value.to(), into);
            case JSON_STRING -> jsonText(STRING, value.bytes(), value.from(), value.to(), into);
            case JSON -> {
                json.begin(value);
                next(into);
            }
        }
    }

    static void text(int tag, byte[] bytes, int from, int to, WireBuffer into) {
        into.putByte(tag).putVarint(to - from).put(bytes, from, to);
    }

    /// @param from the start of the text between JSON quotes
    static void jsonText(int tag, byte[] bytes, int from, int to, WireBuffer into) {
        if (!JsonText.isEscaped(bytes, from, to)) {
            text(tag, bytes, from, to, into);
            return;
        }
        int text = into.putByte(tag).open();
        JsonText.unescape(bytes, from, to, into);
        into.close(text);
    }

    private void next(WireBuffer into) {
        switch (json.peek()) {
            case '"' -> {
                json.string();
                jsonText(STRING, json.bytes(), json.tokenFrom(), json.tokenTo(), into);
            }
            case '{' -> object(into);
            case '[' -> array(into);
            default -> scalar(into);
        }
    }

    private void scalar(WireBuffer into) {
        json.scalar();
        switch (json.bytes()[json.tokenFrom()]) {
            case 't' -> into.putByte(BOOL).putByte(1);
            case 'f' -> into.putByte(BOOL).putByte(0);
            case 'n' -> {}
            default -> {
                number.read(json.bytes(), json.tokenFrom(), json.tokenTo());
                if (number.isInteger()) {
                    into.putByte(INT).putVarint(number.integer());
                } else {
                    into.putByte(DOUBLE).putFixed64(Double.doubleToRawLongBits(number.floating()));
                }
            }
        }
    }

    private void array(WireBuffer into) {
        int array = into.putByte(ARRAY).open();
        json.enter();
        while (json.hasNext()) {
            int value = into.putByte(VALUES).open();
            next(into);
            into.close(value);
        }
        into.close(array);
    }

    private void object(WireBuffer into) {
        int list = into.putByte(LIST).open();
        json.enter();
        while (json.hasNext()) {
            int pair = into.putByte(VALUES).open();
            json.string();
            jsonText(KEY, json.bytes(), json.tokenFrom(), json.tokenTo(), into);
            int value = into.putByte(VALUE).open();
            next(into);
            into.close(value);
            into.close(pair);
        }
        into.close(list);
    }
}
