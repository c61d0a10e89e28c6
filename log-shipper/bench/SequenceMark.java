import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The mark in each line, `seq=0000000042 us=1767225600000042`: the line's number, and the time of its write in
/// microseconds since 1970.
///
/// No encoding changes these bytes, neither JSON nor protobuf, so the receiver finds marks without decoding
/// requests.
final class SequenceMark {
    static final int LENGTH = 34;

    private static final byte[] FORM = "seq=0000000000 us=0000000000000000".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER = 4;
    private static final int NUMBER_END = 14;
    private static final int TIME = 18;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SEQ = (int) INT.get(FORM, 0);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long EQUALS = ONES * '=';

    private SequenceMark() {}

    static void put(byte[] bytes, int at, long number, long micros) {
        System.arraycopy(FORM, 0, bytes, at, LENGTH);
        digits(bytes, at + NUMBER, at + NUMBER_END, number);
        digits(bytes, at + TIME, at + LENGTH, micros);
    }

    static long number(byte[] bytes, int at) {
        return digits(bytes, at + NUMBER, at + NUMBER_END);
    }

    static long micros(byte[] bytes, int at) {
        return digits(bytes, at + TIME, at + LENGTH);
    }

    /// The index of the first complete mark, -1 if there is none. Looks for the equals sign, which is rare,
    /// eight bytes at a time.
    static int find(byte[] bytes, int from, int to) {
        int last = to - (LENGTH - 3); // last index at which the equals sign of a complete mark can be
        int i = from + 3;
        while (i <= last) {
            if (i + Long.BYTES <= to) {
                long word = (long) LONG.get(bytes, i) ^ EQUALS;
                long found = (word - ONES) & ~word & HIGHS;
                if (found == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            if (i <= last && (int) INT.get(bytes, i - 3) == SEQ) {
                return i - 3;
            }
            i++;
        }
        return -1;
    }

    private static void digits(byte[] bytes, int from, int to, long number) {
        long rest = number;
        for (int i = to - 1; i >= from; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private static long digits(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
