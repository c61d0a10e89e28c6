package io.sidecars.logshipper.frame;

import com.google.re2j.Matcher;
import io.sidecars.logshipper.bytes.BytePattern;
import io.sidecars.logshipper.bytes.BytesAsChars;

/// A line that matches the configured pattern begins a record; every other line continues it.
public final class StartPattern implements Multiline {
    private final BytesAsChars line = new BytesAsChars();
    private final Matcher matcher;

    /// @throws IllegalArgumentException if the pattern cannot be used; the message says why
    public StartPattern(String pattern) {
        matcher = BytePattern.compile(pattern).matcher(line);
    }

    @Override
    public void begin(byte[] bytes, int from, int to) {
        // Any line may be the first one, and the decision about the next line does not depend on it.
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        line.show(bytes, from, to);
        return !matcher.reset(line).find();
    }
}
