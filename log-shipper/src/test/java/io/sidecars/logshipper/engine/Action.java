package io.sidecars.logshipper.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What may happen to the program or to its files. What cannot happen now, such as a scan while it is down, does
/// nothing; so every part of a list of actions is again one.
sealed interface Action {
    /// A writer that keeps no file open: creates the file where there is none.
    record Append(String name, int lines, int length) implements Action {}

    /// The beginning of a line.
    record Begin(String name, int length) implements Action {}

    /// The end of a line that is begun.
    record Finish(String name) implements Action {}

    /// A slow writer: to the file that lost its name last.
    record AppendLate(int lines) implements Action {}

    record Rename(String from, String to) implements Action {}

    /// app.log → app.1.log → app.2.log → gone.
    record Rotate() implements Action {}

    /// To a name that no pattern includes.
    record MoveOut(String name) implements Action {}

    /// To nothing, as `copytruncate` does. The copy is in another directory, which log-shipper does not read.
    record Truncate(String name) implements Action {}

    /// In place.
    ///
    /// @param alike the new content begins with the first half of the old lines
    record Rewrite(String name, Size size, boolean alike) implements Action {}

    record Delete(String name) implements Action {}

    /// By another file that is renamed over it.
    record Replace(String name, int lines) implements Action {}

    record Scan() implements Action {}

    /// Steps of one output's pipeline.
    record Step(int output, int times) implements Action {}

    /// A scan, then steps until there is nothing to do at this instant.
    record Quiet() implements Action {}

    record Pass(Duration time) implements Action {}

    record Sink(int output, Answer answer) implements Action {}

    /// SIGTERM: drains as far as the sinks allow, saves, exits.
    record Drain() implements Action {}

    /// Nothing survives but what is on disk.
    record Crash() implements Action {}

    record Start(Outputs outputs, int maxLine) implements Action {}

    /// Of a rewrite, compared to what was there.
    enum Size {
        SHORTER,
        SAME,
        LONGER
    }

    /// What a sink does with a batch.
    enum Answer {
        TAKES,
        REFUSES,
        /// The sink has the batch, but log-shipper does not learn that.
        TAKES_AND_FAILS
    }

    /// What a new configuration does to the list of outputs.
    enum Outputs {
        SAME,
        ONE_MORE,
        ONE_LESS
    }

    /// The same, smaller: what a failing list of actions is tried with.
    default Stream<Action> smaller() {
        return switch (this) {
            case Append(String name, int lines, int length)
            when lines > 1 || length > 0 ->
                Stream.of(new Append(name, 1, 0), new Append(name, 1, length), new Append(name, (lines + 1) / 2, 0));
            case Begin(String name, int length) when length > 0 -> Stream.of(new Begin(name, 0));
            case AppendLate(int lines) when lines > 1 -> Stream.of(new AppendLate(1));
            case Rename(String from, String _) -> Stream.of(new Delete(from));
            case Rotate() -> Stream.of(new Rename("app.log", "app.1.log"));
            case MoveOut(String name) -> Stream.of(new Delete(name));
            case Rewrite(String name, Size size, boolean alike) ->
                alike ? Stream.of(new Rewrite(name, size, false)) : Stream.of(new Truncate(name));
            case Replace(String name, int lines) when lines > 1 -> Stream.of(new Replace(name, 1));
            case Step(int output, int times)
            when times > 1 -> Stream.of(new Step(output, 1), new Step(output, times / 2), new Step(output, times - 1));
            case Quiet() -> Stream.of(new Scan());
            case Pass(Duration time)
            when time.toSeconds() > 2 -> Stream.of(new Pass(Duration.ofSeconds(2)), new Pass(Duration.ofSeconds(11)));
            case Sink(int output, Answer answer)
            when answer == Answer.TAKES_AND_FAILS -> Stream.of(new Sink(output, Answer.REFUSES));
            case Drain() -> Stream.of(new Crash());
            case Start(Outputs outputs, int maxLine)
            when outputs != Outputs.SAME -> Stream.of(new Start(Outputs.SAME, maxLine));
            default -> Stream.of();
        };
    }

    /// One action a line, as it is written in Java.
    static String print(List<Action> actions) {
        StringBuilder text = new StringBuilder();
        actions.forEach(action -> text.append("  ").append(action).append('\n'));
        return text.toString();
    }
}
