import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;

/// Numbered log lines like those of Java programs. The seed is fixed, so the bytes are the same each time.
///
/// Mixed lines are 55 % text, 35 % JSON of the logstash encoder and 10 % lines of stack traces, 253 bytes on
/// average.
final class Workload {
    enum Kind {
        MIXED,
        JSON
    }

    private static final long SEED = 42;
    /// In the past: log-shipper replaces times that are in the future.
    private static final long FIRST_MICROS =
            Instant.parse("2026-01-01T00:00:00Z").getEpochSecond() * 1_000_000;
    private static final int BUFFER = 1 << 20;
    private static final int MAX_LINE = 2048;
    /// The most bytes that one [#write] can take.
    static final int MAX_CHUNK = BUFFER - MAX_LINE;

    private static final String[] LEVELS = {"INFO", "INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN", "ERROR"};
    private static final int[] LEVEL_VALUES = {20000, 20000, 20000, 20000, 10000, 10000, 30000, 40000};
    private static final String[] CLASSES = {
        "order.OrderService", "payment.PaymentGateway", "stock.StockLevels", "web.CheckoutController", "mail.MailQueue"
    };
    private static final String[] EVENTS = {
        "Order accepted, payment by card, delivery from warehouse North, risk score within limits",
        "GET /api/v2/customers/orders?page=3&size=50 answered with status 200 and 18 entries",
        "Reserved stock for the order in \\\"Hall 7\\\", 3 positions left, next delivery before the weekend",
        "Sent the confirmation to the customer in Köln, template order-confirmed, attempt 1 of 5",
        "Connection pool shop-db: active 7, idle 13, waiting 0, longest wait 12 ms",
    };

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Kind kind;
    private final byte[] buffer = new byte[BUFFER];
    private int length;
    private long number;
    private int traceLines;
    private long second = -1;
    private byte[] secondText = {};

    Workload(Kind kind) {
        this.kind = kind;
    }

    /// Writes whole lines until there are at least so many bytes.
    ///
    /// @return the number of lines
    static long write(Kind kind, long bytes, OutputStream out) throws IOException {
        Workload workload = new Workload(kind);
        for (long written = 0; written < bytes; written += workload.length) {
            workload.length = 0;
            while (workload.length < Math.min(bytes - written, MAX_CHUNK)) {
                workload.line(FIRST_MICROS + workload.number);
            }
            out.write(workload.buffer, 0, workload.length);
        }
        return workload.number;
    }

    /// Writes whole lines that carry this time.
    ///
    /// @param bytes the least number of bytes to write; at most [#MAX_CHUNK]
    /// @return the number of bytes written
    int write(int bytes, long micros, OutputStream out) throws IOException {
        length = 0;
        while (length < bytes) {
            line(micros);
        }
        out.write(buffer, 0, length);
        return length;
    }

    long lines() {
        return number;
    }

    private void line(long micros) {
        if (traceLines > 0) {
            traceLines--;
            traceLine(micros);
        } else if (kind == Kind.JSON) {
            json(micros);
        } else {
            int draw = random.nextInt(1000);
            if (draw < 11) {
                traceLines = 9;
                put("java.lang.IllegalStateException: the reservation of this order has expired: ");
                mark(micros);
            } else if (draw < 396) {
                json(micros);
            } else {
                text(micros);
            }
        }
        buffer[length++] = '\n';
        number++;
    }

    private void text(long micros) {
        int level = random.nextInt(LEVELS.length);
        time(micros);
        put("  ")
                .put(LEVELS[level])
                .put(" 1 --- [nio-8080-exec-")
                .put(random.nextInt(10, 100))
                .put("] c.e.shop.");
        put(CLASSES[random.nextInt(CLASSES.length)]).put(" : ");
        mark(micros);
        put(" ").put(EVENTS[random.nextInt(EVENTS.length)]).put(", order ").put(random.nextInt(1_000_000, 9_999_999));
    }

    private void json(long micros) {
        int level = random.nextInt(LEVELS.length);
        put("{\"@timestamp\":\"");
        time(micros);
        put("\",\"@version\":\"1\",\"message\":\"");
        mark(micros);
        put(" ").put(EVENTS[random.nextInt(EVENTS.length)]).put("\",\"logger_name\":\"com.example.shop.");
        put(CLASSES[random.nextInt(CLASSES.length)]).put("\",\"thread_name\":\"nio-8080-exec-");
        put(random.nextInt(10, 100)).put("\",\"level\":\"").put(LEVELS[level]).put("\",\"level_value\":");
        put(LEVEL_VALUES[level])
                .put(",\"orderId\":")
                .put(random.nextInt(1_000_000, 9_999_999))
                .put("}");
    }

    private void traceLine(long micros) {
        put("\tat com.example.shop.").put(CLASSES[random.nextInt(CLASSES.length)]);
        put("$Step.apply(Step.java:").put(random.nextInt(10, 999)).put(") ~[shop-4.7.1.jar!/:4.7.1] ");
        mark(micros);
    }

    private void mark(long micros) {
        SequenceMark.put(buffer, length, number, micros);
        length += SequenceMark.LENGTH;
    }

    /// RFC 3339 with six digits of fraction.
    private void time(long micros) {
        if (micros / 1_000_000 != second) {
            second = micros / 1_000_000;
            secondText = Instant.ofEpochSecond(second).toString().getBytes(StandardCharsets.US_ASCII);
        }
        int end = secondText.length - 1;
        System.arraycopy(secondText, 0, buffer, length, end);
        length += end;
        put((int) (1_000_000 + micros % 1_000_000)); // seven digits, of which the first becomes the point
        buffer[length - 7] = '.';
        buffer[length++] = 'Z';
    }

    private Workload put(int number) {
        int digits = number < 10 ? 1 : (int) Math.log10(number) + 1;
        int rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private Workload put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }
}
