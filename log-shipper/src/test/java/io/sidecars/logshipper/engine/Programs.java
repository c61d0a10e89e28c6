package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.engine.Action.Answer;
import io.sidecars.logshipper.engine.Action.Outputs;
import io.sidecars.logshipper.engine.Action.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random programs: what an application, its log rotation, the receivers and Kubernetes do to a tailer.
final class Programs {
    private static final List<String> NAMES = List.of("app.log", "app.1.log", "app.2.log", "other.log");
    private static final List<Duration> TIMES = List.of(
            Duration.ofMillis(20),
            Duration.ofMillis(600),
            Duration.ofMillis(1500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(12),
            Duration.ofSeconds(40),
            Duration.ofHours(30));
    private static final int[] MAX_LINES = {40, 40, 64, 200};
    private static final int MAX_ACTIONS = 60;

    private final RandomGenerator random;
    /// A program either restarts or has files that begin alike: in a checkpoint of up to a second ago, too little
    /// is remembered of a file to tell it from another that begins alike.
    private final boolean restarts;
    private final int names;
    private boolean down;

    private Programs(RandomGenerator random) {
        this.random = random;
        this.restarts = random.nextInt(4) != 0;
        this.names = 1 + random.nextInt(NAMES.size());
    }

    static List<Action> random(RandomGenerator random) {
        Programs programs = new Programs(random);
        List<Action> actions = new ArrayList<>();
        int count = 4 + random.nextInt(MAX_ACTIONS);
        for (int i = 0; i < count; i++) {
            actions.add(programs.next());
        }
        return actions;
    }

    private Action next() {
        if (down && random.nextInt(3) == 0) {
            down = false;
            Outputs[] changes = Outputs.values();
            Outputs change = random.nextInt(3) == 0 ? changes[random.nextInt(changes.length)] : Outputs.SAME;
            return new Action.Start(change, MAX_LINES[random.nextInt(MAX_LINES.length)]);
        }
        int dice = random.nextInt(100);
        if (dice < 45) {
            return toFiles(dice);
        }
        if (dice < 61) {
            return new Action.Scan();
        }
        if (dice < 81) {
            return new Action.Step(random.nextInt(2), 1 + random.nextInt(4));
        }
        if (dice < 85) {
            return new Action.Quiet();
        }
        if (dice < 91) {
            return new Action.Pass(TIMES.get(random.nextInt(TIMES.size())));
        }
        if (dice < 95) {
            Answer[] answers = Answer.values();
            return new Action.Sink(random.nextInt(2), answers[random.nextInt(answers.length)]);
        }
        if (!restarts) {
            return new Action.Rewrite(name(), Size.LONGER, true);
        }
        down = true;
        return dice < 97 ? new Action.Drain() : new Action.Crash();
    }

    private Action toFiles(int dice) {
        String name = name();
        if (dice < 17) {
            return new Action.Append(name, 1 + random.nextInt(8), length());
        }
        if (dice < 20) {
            return new Action.Begin(name, length());
        }
        if (dice < 23) {
            return new Action.Finish(name);
        }
        if (dice < 25) {
            return new Action.AppendLate(1 + random.nextInt(3));
        }
        if (dice < 27) {
            return new Action.Rename(name, name());
        }
        if (dice < 30) {
            return new Action.Rotate();
        }
        if (dice < 32) {
            return new Action.MoveOut(name);
        }
        if (dice < 35) {
            return new Action.Truncate(name);
        }
        if (dice < 40) {
            Size[] sizes = Size.values();
            return new Action.Rewrite(name, sizes[random.nextInt(sizes.length)], !restarts && random.nextBoolean());
        }
        return dice < 43 ? new Action.Delete(name) : new Action.Replace(name, 1 + random.nextInt(4));
    }

    private String name() {
        return NAMES.get(random.nextInt(names));
    }

    /// Mostly short, sometimes about the longest line, sometimes several times longer.
    private int length() {
        return switch (random.nextInt(10)) {
            case 0 -> 36 + random.nextInt(8);
            case 1 -> 60 + random.nextInt(300);
            default -> random.nextInt(30);
        };
    }
}
