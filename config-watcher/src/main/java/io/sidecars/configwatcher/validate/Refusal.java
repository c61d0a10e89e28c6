package io.sidecars.configwatcher.validate;

/// Ends the reading of a text that is not taken further.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String rule;

    Refusal(Place place, String rule) {
        super(rule, null, false, false);
        this.place = place;
        this.rule = rule;
    }

    void tell(Flaws flaws) {
        flaws.add(place, rule);
    }
}
