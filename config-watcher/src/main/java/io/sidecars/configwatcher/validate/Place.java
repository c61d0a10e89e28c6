package io.sidecars.configwatcher.validate;

import com.fasterxml.jackson.core.JsonLocation;
import java.util.Comparator;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// A place in a text. Lines and columns count from 1, columns in characters; 0 stands for not known.
record Place(int line, int column) implements Comparable<Place> {
    static final Place UNKNOWN = new Place(0, 0);

    static Place of(Optional<Mark> start) {
        return start.map(mark -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(UNKNOWN);
    }

    static Place of(JsonLocation location) {
        return new Place(location.getLineNr(), location.getColumnNr());
    }

    /// The place right behind a text.
    static Place after(CharSequence text) {
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
        return new Place(line, column);
    }

    @Override
    public int compareTo(Place other) {
        return Comparator.comparingInt(Place::line)
                .thenComparingInt(Place::column)
                .compare(this, other);
    }
}
