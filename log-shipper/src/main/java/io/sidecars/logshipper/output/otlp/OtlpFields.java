package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.WireBuffer.ascii;

import io.sidecars.logshipper.record.Fields;
import io.sidecars.logshipper.record.Kind;
import io.sidecars.logshipper.record.Slice;
import java.util.HexFormat;

/// Assigns the parser's fields: the first valid trace id and the first valid span id have OTLP fields of their
/// own, all others are attributes. Keys of attributes are unique, so a field with the name of an attribute that
/// log-shipper adds is left out.
final class OtlpFields {
    static final byte[] UID = ascii("log.record.uid");
    static final byte[] PATH = ascii("log.file.path");
    static final byte[] OFFSET = ascii("log.file.offset");
    static final byte[] PARTIAL = ascii("log.record.partial");
    static final byte[] TRUNCATED = ascii("log.record.truncated");
    static final byte[] ORIGINAL_TIME = ascii("log.record.time.original");

    private static final byte[][] OURS = {UID, PATH, OFFSET, PARTIAL, TRUNCATED, ORIGINAL_TIME};
    private static final byte[][] TRACE_ID = {ascii("trace_id"), ascii("traceId"), ascii("trace.id")};
    private static final byte[][] SPAN_ID = {ascii("span_id"), ascii("spanId"), ascii("span.id")};
    private static final int TRACE_ID_DIGITS = 32;
    private static final int SPAN_ID_DIGITS = 16;

    private int traceId;
    private int spanId;

    void assign(Fields fields) {
        traceId = -1;
        spanId = -1;
        for (int i = 0; i < fields.size(); i++) {
            Slice name = fields.name(i);
            if (traceId < 0 && isOneOf(TRACE_ID, name) && isId(fields.value(i), TRACE_ID_DIGITS)) {
                traceId = i;
            } else if (spanId < 0 && isOneOf(SPAN_ID, name) && isId(fields.value(i), SPAN_ID_DIGITS)) {
                spanId = i;
            }
        }
    }

    /// The index of the field, -1 if there is none.
    int traceId() {
        return traceId;
    }

    /// The index of the field, -1 if there is none.
    int spanId() {
        return spanId;
    }

    boolean isAttribute(Fields fields, int index) {
        return index != traceId && index != spanId && !isOneOf(OURS, fields.name(index));
    }

    private static boolean isOneOf(byte[][] names, Slice name) {
        if (name.isEmpty() || name.bytes()[name.from()] != names[0][0]) {
            return false;
        }
        for (byte[] candidate : names) {
            if (name.is(candidate)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isId(Slice value, int digits) {
        if (value.kind() == Kind.JSON || value.to() - value.from() != digits) {
            return false;
        }
        boolean zero = true;
        for (int i = value.from(); i < value.to(); i++) {
            byte digit = value.bytes()[i];
            if (!HexFormat.isHexDigit(digit)) {
                return false;
            }
            zero &= digit == '0';
        }
        return !zero;
    }
}
