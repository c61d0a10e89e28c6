package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The fields of a Protobuf message by their numbers: what a receiver without a schema can see. Refuses what is not
/// well-formed, and numbers that are longer than they need to be.
public final class ProtobufMessage {
    private final Map<Integer, List<Object>> fields = new TreeMap<>();

    private ProtobufMessage() {}

    public static ProtobufMessage parse(byte[] bytes) {
        ProtobufMessage message = new ProtobufMessage();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value = switch ((int) tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> content(in);
                default -> throw new IllegalArgumentException("tag " + tag);
            };
            message.fields
                    .computeIfAbsent((int) (tag >>> 3), _ -> new ArrayList<>())
                    .add(value);
        }
        return message;
    }

    public Set<Integer> numbers() {
        return fields.keySet();
    }

    public boolean has(int field) {
        return fields.containsKey(field);
    }

    /// A number of any kind; 0 if it is not there.
    public long number(int field) {
        return has(field) ? (Long) only(field) : 0;
    }

    public double floating(int field) {
        return Double.longBitsToDouble(number(field));
    }

    /// Empty if it is not there.
    public byte[] bytes(int field) {
        return has(field) ? (byte[]) only(field) : new byte[0];
    }

    /// Strictly UTF-8; empty if it is not there.
    public String text(int field) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(field))).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public ProtobufMessage message(int field) {
        return parse(bytes(field));
    }

    public List<ProtobufMessage> messages(int field) {
        return fields.getOrDefault(field, List.of()).stream()
                .map(value -> parse((byte[]) value))
                .toList();
    }

    private Object only(int field) {
        List<Object> values = fields.getOrDefault(field, List.of());
        if (values.size() != 1) {
            throw new IllegalArgumentException("field " + field + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    private static byte[] content(ByteBuffer in) {
        byte[] bytes = new byte[Math.toIntExact(varint(in))];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                if (b == 0 && shift > 0) {
                    throw new IllegalArgumentException("a longer number than it needs to be");
                }
                return value;
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }
}
