package io.sidecars.logshipper.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes a failing list of actions small: leaves out ever smaller chunks, then makes single actions smaller.
final class Shrinker {
    @FunctionalInterface
    interface Fails {
        boolean test(List<Action> actions) throws IOException;
    }

    private Shrinker() {}

    static List<Action> shrink(List<Action> failing, Fails fails) throws IOException {
        List<Action> smallest = failing;
        List<Action> before;
        do {
            before = smallest;
            for (int chunk = Math.max(1, smallest.size() / 2); chunk > 0; chunk /= 2) {
                smallest = without(smallest, chunk, fails);
            }
            smallest = smaller(smallest, fails);
        } while (!smallest.equals(before));
        return smallest;
    }

    private static List<Action> without(List<Action> failing, int chunk, Fails fails) throws IOException {
        List<Action> smallest = failing;
        for (int at = smallest.size() - chunk; at >= 0; at--) {
            List<Action> candidate = new ArrayList<>(smallest);
            candidate.subList(at, Math.min(at + chunk, candidate.size())).clear();
            if (candidate.size() < smallest.size() && fails.test(candidate)) {
                smallest = candidate;
            }
        }
        return smallest;
    }

    private static List<Action> smaller(List<Action> failing, Fails fails) throws IOException {
        List<Action> smallest = failing;
        for (int at = 0; at < smallest.size(); at++) {
            for (Action action : smallest.get(at).smaller().toList()) {
                List<Action> candidate = new ArrayList<>(smallest);
                candidate.set(at, action);
                if (fails.test(candidate)) {
                    smallest = candidate;
                    break;
                }
            }
        }
        return smallest;
    }
}
