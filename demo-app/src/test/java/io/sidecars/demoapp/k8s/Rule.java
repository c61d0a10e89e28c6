package io.sidecars.demoapp.k8s;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// One sentence about something, and whether it holds.
record Rule<T>(String sentence, Predicate<T> holds) {

    static <T> Rule<T> that(String sentence, Predicate<T> holds) {
        return new Rule<>(sentence, holds);
    }

    /// The sentences that do not hold, each behind the name of what breaks it.
    static <T> Stream<String> broken(List<Rule<T>> rules, String name, T thing) {
        return rules.stream().filter(rule -> !rule.holds.test(thing)).map(rule -> name + ": " + rule.sentence);
    }
}
