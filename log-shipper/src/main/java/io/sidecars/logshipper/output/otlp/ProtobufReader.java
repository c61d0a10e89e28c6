package io.sidecars.logshipper.output.otlp;

import io.vertx.core.buffer.Buffer;

/// Steps through the fields of one message. Malformed input ends the message, and [#isSound] is false then.
final class ProtobufReader {
    private final Buffer bytes;
    private int at;
    private int field;
    private int wireType;
    private long number;
    private Buffer content = Buffer.buffer();
    private boolean sound = true;

    ProtobufReader(Buffer bytes) {
        this.bytes = bytes;
    }

    /// False at the end.
    boolean next() {
        if (!sound || at == bytes.length()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        switch (wireType) {
            case 0 -> number = varint();
            case 1 -> skip(Long.BYTES);
            case 2 -> skip(varint());
            case 5 -> skip(Integer.BYTES);
            default -> sound = false;
        }
        sound &= field > 0;
        return sound;
    }

    boolean isSound() {
        return sound;
    }

    boolean isNumber(int ofField) {
        return field == ofField && wireType == 0;
    }

    boolean isContent(int ofField) {
        return field == ofField && wireType == 2;
    }

    long number() {
        return number;
    }

    Buffer content() {
        return content;
    }

    private void skip(long length) {
        if (length < 0 || length > bytes.length() - at) {
            sound = false;
            return;
        }
        content = bytes.slice(at, at + (int) length);
        at += (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < bytes.length(); shift += 7) {
            byte b = bytes.getByte(at++);
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        sound = false;
        return 0;
    }
}
