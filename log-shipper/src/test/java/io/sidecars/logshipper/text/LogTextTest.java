package io.sidecars.logshipper.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// The log lines of the packaged program.
class LogTextTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
    }

    @Test
    void aLogLineCannotBeForged() {
        assertThat(logged("a\n2026-11-28 ERROR forged \u001b[2J", null))
                .endsWith("INFO  Test new file path=\"a\\u000a2026-11-28 ERROR forged \\u001b[2J\"\n")
                .hasLineCount(1);
    }

    @Test
    void aStackTraceKeepsItsLines() {
        assertThat(logged("a", new IllegalStateException("no\u009b")))
                .contains(
                        "path=\"a\"\njava.lang.IllegalStateException: no\\u009b\n\tat io.sidecars.logshipper.text.LogTextTest.");
    }

    private String logged(String path, @Nullable Throwable problem) {
        Logger logger = context.getLogger("io.sidecars.Test");
        LoggingEvent event = new LoggingEvent("", logger, Level.INFO, "new file", problem, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("path", path)));
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        return new String(appender.getEncoder().encode(event), UTF_8);
    }
}
