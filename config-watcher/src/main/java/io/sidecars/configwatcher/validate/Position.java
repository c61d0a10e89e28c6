package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Comparator;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// A position in a text. Lines and columns count from 1, columns in characters; 0 means unknown.
record Position(int line, int column) implements Comparable<Position> {
    static final Position UNKNOWN = new Position(0, 0);

    static Position of(Optional<Mark> start) {
        return start.map(mark -> new Position(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(UNKNOWN);
    }

    static Position of(JsonLocation location) {
        return new Position(location.getLineNr(), location.getColumnNr());
    }

    /// The position directly after a text.
    static Position after(CharSequence text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
                line++;
                column = 1;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
        }
        return new Position(line, column);
    }

    @Override
    public int compareTo(Position other) {
        return Comparator.comparingInt(Position::line)
                .thenComparingInt(Position::column)
                .compare(this, other);
    }
}
