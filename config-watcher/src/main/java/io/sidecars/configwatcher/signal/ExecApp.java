package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.config.Signal;
import io.sidecars.configwatcher.process.Command;
import io.sidecars.configwatcher.source.Content;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An app that is signalled by running a program.
final class ExecApp implements App {
    private final Signal.Exec signal;
    private final @Nullable Probe probe;
    private final Command command;
    private final CommandMessage message;
    /// What the app was told last; null if it is not certain that the command told it.
    private @Nullable String told;

    ExecApp(Signal.Exec signal, @Nullable Probe probe, CommandMessage message) {
        this.signal = signal;
        this.probe = probe;
        this.command = new Command(signal.command());
        this.message = message;
    }

    @Override
    public boolean canBeProbed() {
        return probe != null;
    }

    @Override
    public Verdict signal(Change change, Content content) {
        told = null;
        return switch (command.run(change.version())) {
            case Command.Result.Ended(int exitCode, String _)
            when exitCode == 0 -> {
                told = change.version();
                yield new Verdict.Accepted(null);
            }
            case Command.Result.Ended(int exitCode, String output) -> {
                String why = message.of(exitCode, output, content);
                yield signal.rejected().contains(exitCode)
                        ? new Verdict.Rejected(null, why)
                        : new Verdict.Failed(why, Duration.ZERO, true);
            }
            case Command.Result.TimedOut(String output) ->
                new Verdict.Failed(message.timedOut(output, content), Duration.ZERO, false);
            case Command.Result.NotStarted(String why) -> new Verdict.Failed(AppMessage.of(why), Duration.ZERO, false);
        };
    }

    @Override
    public ProbeResult probe() {
        if (probe == null) {
            throw new IllegalStateException("nothing reports the version of the app");
        }
        return probe.run(told);
    }

    @Override
    public @Nullable String note() {
        return probe == null ? null : probe.note();
    }
}
