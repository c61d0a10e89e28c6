package io.sidecars.logshipper;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.sidecars.logshipper.text.Printable;
import java.util.stream.Collectors;

/// What log lines say, safe for a terminal: the names of files, and what receivers answer, are not ours. The
/// option says whether it is one `line`, or `lines`, whose ends are kept.
public final class LogText extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String text) {
        return "lines".equals(getFirstOption())
                ? text.lines().map(line -> Printable.of(line) + "\n").collect(Collectors.joining())
                : Printable.of(text);
    }
}
