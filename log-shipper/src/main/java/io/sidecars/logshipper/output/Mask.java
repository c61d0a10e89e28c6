package io.sidecars.logshipper.output;

import io.sidecars.logshipper.config.Secret;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Takes secrets out of what a receiver or a library says.
final class Mask {
    /// Shorter ones would hide half of a sentence and are none.
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    Mask(List<String> secrets) {
        this.secrets = new ArrayList<>(secrets);
        this.secrets.removeIf(secret -> secret.length() < SHORTEST);
        this.secrets.sort(Comparator.comparingInt(String::length).reversed());
    }

    String over(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, Secret.MASK);
        }
        return masked;
    }

    Verdict over(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> accepted;
            case Verdict.PartlyAccepted(long refused, String why) -> new Verdict.PartlyAccepted(refused, over(why));
            case Verdict.Rejected(int status, String why) -> new Verdict.Rejected(status, over(why));
            case Verdict.TooLarge(int status, String why) -> new Verdict.TooLarge(status, over(why));
            case Verdict.Refused(int status, String why) -> new Verdict.Refused(status, over(why));
            case Verdict.RetryAfter(var delay, String why, boolean suspect) ->
                new Verdict.RetryAfter(delay, over(why), suspect);
            case Verdict.Each(List<Verdict> verdicts) ->
                new Verdict.Each(verdicts.stream().map(this::over).toList());
        };
    }
}
