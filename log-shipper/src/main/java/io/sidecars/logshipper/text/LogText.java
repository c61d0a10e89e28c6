package io.sidecars.logshipper.text;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import java.util.stream.Collectors;

/// Makes log lines safe to print on a terminal: they quote text from outside, such as file names and responses.
/// With the option `line` the text becomes one line, with `lines` it keeps its line ends.
public final class LogText extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
        return "lines".equals(getFirstOption())
                ? text.lines().map(line -> Printable.of(line) + "\n").collect(Collectors.joining())
                : Printable.of(text);
    }
}
