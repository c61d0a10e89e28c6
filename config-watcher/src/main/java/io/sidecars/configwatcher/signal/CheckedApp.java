package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.process.Command;
import io.sidecars.configwatcher.source.Content;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An app that is told a version only if a program accepts it, such as `nginx -t`.
record CheckedApp(App app, Command check, CommandMessage message) implements App {
    @Override
    public boolean canBeProbed() {
        return app.canBeProbed();
    }

    @Override
    public Verdict signal(Change change, Content content) {
        return switch (check.run(change.version())) {
            case Command.Result.Ended(int exitCode, String _) when exitCode == 0 -> app.signal(change, content);
            case Command.Result.Ended(int exitCode, String output) ->
                new Verdict.Refused("check: " + message.of(exitCode, output, content));
            case Command.Result.TimedOut(String output) ->
                new Verdict.Failed("check: " + message.timedOut(output, content), Duration.ZERO, false);
            case Command.Result.NotStarted(String why) ->
                new Verdict.Failed("check: " + AppMessage.of(why), Duration.ZERO, false);
        };
    }

    @Override
    public ProbeResult probe() {
        return app.probe();
    }

    @Override
    public @Nullable String note() {
        return app.note();
    }
}
