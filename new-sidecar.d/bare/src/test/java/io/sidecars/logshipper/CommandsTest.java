package io.sidecars.logshipper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands as an operator types them.
class CommandsTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void checkShowsTheConfigurationWithEveryDefault() throws IOException {
        Path source = Files.writeString(directory.resolve("source"), "");

        assertThat(check("source: " + source + "\ntarget: /b\n")).isZero();

        assertThat(out)
                .hasToString("Config[source=" + source + ", target=/b, state=/state/copied, interval=PT1S]\n");
    }

    @Test
    void checkReportsASourceThatCannotBeRead() throws IOException {
        assertThat(check("source: /no/such/file\ntarget: /b\n")).isEqualTo(4);

        assertThat(out.toString()).endsWith("WARNING: /no/such/file cannot be read\n");
    }

    @Test
    void aMistakeInTheConfigurationIsOneSentence() throws IOException {
        assertThat(check("source: /a\ntarget: /b\nintervall: 2s\n")).isEqualTo(2);

        assertThat(err.toString())
                .endsWith(":3:1: unknown key \"intervall\"; known keys: interval, source, state, target\n");
    }

    @Test
    void aVariableThatIsNotSetIsNamed() throws IOException {
        assertThat(check("source: /a\ntarget: \"${NO_SUCH_VARIABLE}\"\n")).isEqualTo(2);

        assertThat(err.toString()).endsWith(":2:1: \"target\" needs the variable NO_SUCH_VARIABLE, which is not set\n");
    }

    private int check(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), config);
        return LogShipper.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute("check", "--config=" + file);
    }
}
