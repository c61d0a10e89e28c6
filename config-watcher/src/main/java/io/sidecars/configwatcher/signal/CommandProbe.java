package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.process.Command;
import org.jspecify.annotations.Nullable;

/// Runs a program that reports the version of an app, or checks that the app runs the version that it was told.
record CommandProbe(Command command) implements Probe {
    @Override
    public ProbeResult run(@Nullable String told) {
        return switch (command.run(told == null ? "" : told)) {
            case Command.Result.Ended(int exitCode, String output) when exitCode == 0 -> reported(output, told);
            // The output is not shown: it may contain a secret, and here no version says which ones to mask.
            case Command.Result.Ended(int exitCode, String _) ->
                new ProbeResult.Runs(null, "its status command exits with " + exitCode);
            case Command.Result.TimedOut(String _) ->
                new ProbeResult.NoAnswer("its status command was killed at the timeout");
            case Command.Result.NotStarted(String why) -> new ProbeResult.NoAnswer(AppMessage.of(why));
        };
    }

    private static ProbeResult reported(String output, @Nullable String told) {
        return output.isBlank()
                ? new ProbeResult.Runs(told, told == null ? "it was not told yet" : "")
                : Probe.firstLine(output, "the output of its status command");
    }
}
