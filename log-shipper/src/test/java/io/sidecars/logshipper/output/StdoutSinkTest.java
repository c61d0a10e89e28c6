package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Output.Stdout.Format;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import io.sidecars.logshipper.rules.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StdoutSinkTest {
    private final WireBuffer batch = new WireBuffer(16);

    @Test
    void writesTheLineAsItIs() {
        assertThat(written(Format.LINES, "a \"line\"")).isEqualTo("a \"line\"\n");
    }

    @Test
    void writesOneObjectALine() {
        assertThat(written(Format.NDJSON, "a \"line\""))
                .startsWith("{\"message\":\"a \\\"line\\\"\",\"log.record.uid\":\"")
                .endsWith("\",\"log.file.path\":\"/logs/app.log\",\"log.file.offset\":0}\n");
    }

    @Test
    void isNotAcceptedWhereTheReaderIsGone() {
        StdoutSink output = new StdoutSink(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                Format.LINES,
                new Resource(Map.of()));
        output.encode(line("one"), batch);

        assertThat(output.send(new EncodedRecords(batch, 0, batch.length(), 1)).result())
                .isEqualTo(new Verdict.Retry(null, "Broken pipe"));
    }

    private String written(Format format, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StdoutSink output = new StdoutSink(out, format, new Resource(Map.of()));
        output.encode(line(text), batch);

        assertThat(output.send(new EncodedRecords(batch, 0, batch.length(), 1)).result())
                .isEqualTo(new Verdict.Accepted());
        return out.toString(UTF_8);
    }

    private static LogRecord line(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        GenerationId generation = GenerationId.random(new SecureRandom());
        LogRecord record = new LogRecord();
        Source source = new Source(generation, Path.of("/logs/app.log"), null, 0, 0);
        record.begin(source, 0, bytes, 0, bytes.length, 0, bytes.length + 1, Completeness.COMPLETE);
        return record;
    }
}
