package io.sidecars.logshipper.frame;

import com.google.re2j.Matcher;
import io.sidecars.logshipper.bytes.BytePattern;
import io.sidecars.logshipper.bytes.BytesAsChars;

/// A line that matches the operator's pattern begins a record, every other line continues one.
public final class StartPattern implements Multiline {
    private final BytesAsChars line = new BytesAsChars();
    private final Matcher matcher;

    /// @throws IllegalArgumentException with the rule, if the pattern cannot be used
    public StartPattern(String pattern) {
        matcher = BytePattern.compile(pattern).matcher(line);
    }

    @Override
    public void begin(byte[] bytes, int from, int to) {
        // The first line begins a record whatever it holds, and nothing of it matters for the next.
    }

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        line.show(bytes, from, to);
        return !matcher.reset(line).find();
    }
}
