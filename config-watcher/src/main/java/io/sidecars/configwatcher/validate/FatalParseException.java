package io.sidecars.configwatcher.validate;

/// Ends the reading of a text that is not taken further.
final class FatalParseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position place;
    private final String rule;

    FatalParseException(Position place, String rule) {
        super(rule, null, false, false);
        this.place = place;
        this.rule = rule;
    }

    void addTo(ErrorCollector flaws) {
        flaws.add(place, rule);
    }
}
