package io.sidecars.logshipper.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.config.Input;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Inputs of plain lines.
final class Inputs {
    private Inputs() {}

    static Input of(List<String> include, List<String> exclude, @Nullable Duration ignoreOlder) {
        return of(include, exclude, List.of(), ignoreOlder);
    }

    static Input of(
            List<String> include, List<String> exclude, List<Path> followLinksInto, @Nullable Duration ignoreOlder) {
        return new Input(
                include,
                exclude,
                followLinksInto,
                ignoreOlder,
                UTF_8,
                1 << 10,
                Input.LongLines.SPLIT,
                new Input.Multiline(Input.Multiline.Preset.NONE, null, 1, Duration.ZERO),
                new Input.Parse(Input.Parse.Format.NONE, null, ZoneOffset.UTC, Duration.ZERO));
    }
}
