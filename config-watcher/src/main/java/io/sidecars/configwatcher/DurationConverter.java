package io.sidecars.configwatcher;

import io.sidecars.configwatcher.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a duration on the command line, in the same form as in the configuration.
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\" " + e.getMessage());
        }
    }
}
