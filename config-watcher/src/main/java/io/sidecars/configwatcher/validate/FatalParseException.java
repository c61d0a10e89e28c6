package io.sidecars.configwatcher.validate;

/// Stops the parser at an error that makes the rest of the text meaningless or too large to validate.
final class FatalParseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String rule;

    FatalParseException(Position position, String rule) {
        super(rule, null, false, false);
        this.position = position;
        this.rule = rule;
    }

    void addTo(ErrorCollector errors) {
        errors.add(position, rule);
    }
}
