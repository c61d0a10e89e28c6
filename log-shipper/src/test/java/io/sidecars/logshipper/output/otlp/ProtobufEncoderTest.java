package io.sidecars.logshipper.output.otlp;

import static io.sidecars.logshipper.output.otlp.Records.record;
import static io.sidecars.logshipper.output.otlp.Records.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.LogfmtParser;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtobufEncoderTest {
    private final Protocol protocol = Records.protocol(Encoding.PROTOBUF, Map.of("a", "bc"));
    private final WireBuffer batch = new WireBuffer(16);

    /// Written by hand from logs.proto, common.proto and resource.proto, lengths added up.
    @Test
    void aRequestHasTheseBytes() {
        LogRecord record = record("hello", 300, null);
        protocol.encoder().encode(record, batch);

        String log = "2a07" + "0a05" + hex("hello") // body = 5: string = 1
                + origin(record)
                + "59" + "00401971d5f2ea18"; // observed_time_unix_nano = 11, fixed64
        String scopeLogs = field("0a", field("0a", hex("log-shipper"))) // scope = 1: name = 1
                + "128201" // log_records = 2
                + log;
        String request = field(
                "0a", // resource_logs = 1
                "0a0b" + "0a09" + "0a01" + hex("a") + "1204" + "0a02" + hex("bc") // resource = 1: attributes = 1
                        + field("12", scopeLogs)); // scope_logs = 2
        assertThat(HexFormat.of().formatHex(request(protocol, new EncodedRecords(batch, 0, batch.length(), 1))))
                .isEqualTo(request);
    }

    @Test
    void aParsedRecordHasTheseBytes() {
        LogRecord record = record(
                "level=warn span_id=b7ad6b7169203331 n=1 trace_id=0af7651916cd43dd8448eb211c80319c msg=hi",
                300,
                new LogfmtParser(ZoneOffset.UTC));
        protocol.encoder().encode(record, batch);

        String log = "09" + "fb3f1971d5f2ea18" // time_unix_nano = 1, fixed64: that of the record before
                + "100d" // severity_number = 2: 13
                + "1a04" + hex("warn") // severity_text = 3
                + "2a04" + "0a02" + hex("hi")
                + "3208" + "0a01" + hex("n") + "1203" + "0a01" + hex("1")
                + "4a10" + "0af7651916cd43dd8448eb211c80319c" // trace_id = 9
                + "5208" + "b7ad6b7169203331" // span_id = 10
                + origin(record)
                + "59" + "00401971d5f2ea18";
        assertThat(HexFormat.of().formatHex(batch.copy())).isEqualTo("12b601" + log);
    }

    /// attributes = 6: key = 1, value = 2.
    private static String origin(LogRecord record) {
        return "3234" + "0a0e" + hex("log.record.uid") + "1222" + "0a20"
                + hex(record.id().toString())
                + "3220" + "0a0d" + hex("log.file.path") + "120f" + "0a0d" + hex("/logs/app.log")
                + "3216" + "0a0f" + hex("log.file.offset") + "1203" + "18ac02"; // int = 3: 300
    }

    /// A field whose length depends on the name of the program.
    private static String field(String tag, String body) {
        int length = body.length() / 2;
        return tag
                + (length < 128 ? "" : "%02x".formatted((length & 0x7f) | 0x80))
                + "%02x".formatted(length < 128 ? length : length >> 7)
                + body;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
