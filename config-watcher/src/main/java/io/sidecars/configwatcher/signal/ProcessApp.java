package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.process.Lookup;
import io.sidecars.configwatcher.process.ProcessIdentity;
import io.sidecars.configwatcher.process.Processes;
import io.sidecars.configwatcher.process.SendResult;
import io.sidecars.configwatcher.source.Content;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An app that is signalled by a Unix signal. Without a status, nothing says what the process made of the signal:
/// it is only known that the same process still runs.
final class ProcessApp implements App {
    private record Signalled(ProcessIdentity process, String version) {}

    private final Processes processes;
    private final @Nullable Probe probe;
    private @Nullable Signalled last;

    ProcessApp(Processes processes, @Nullable Probe probe) {
        this.processes = processes;
        this.probe = probe;
    }

    @Override
    public boolean canBeProbed() {
        return true;
    }

    @Override
    public Verdict signal(Change change, Content content) {
        return switch (processes.find()) {
            case Lookup.None(String why) -> new Verdict.NotYet(why);
            case Lookup.Ambiguous(String why) -> new Verdict.Failed(why, Duration.ZERO, true);
            case Lookup.Found(ProcessIdentity process) -> signal(process, change.version());
        };
    }

    private Verdict signal(ProcessIdentity process, String version) {
        return switch (processes.send(process)) {
            case SendResult.Sent() -> {
                last = new Signalled(process, version);
                yield new Verdict.Accepted(null);
            }
            case SendResult.Gone() -> new Verdict.NotYet("the process has ended");
            case SendResult.NotCaught(String why) -> new Verdict.NotYet(why);
            case SendResult.NotPermitted(String why) -> new Verdict.Failed(why, Duration.ZERO, true);
        };
    }

    @Override
    public @Nullable String note() {
        return probe == null ? null : probe.note();
    }

    @Override
    public ProbeResult probe() {
        Lookup lookup = processes.find();
        Signalled signalled = last;
        String told =
                signalled != null && lookup.equals(new Lookup.Found(signalled.process())) ? signalled.version() : null;
        if (probe != null) {
            return probe.run(told);
        }
        return switch (lookup) {
            case Lookup.Found(ProcessIdentity _) ->
                told == null ? new ProbeResult.Runs(null, "its process was not told yet") : new ProbeResult.Told(told);
            case Lookup.None(String why) -> new ProbeResult.NoAnswer(why);
            case Lookup.Ambiguous(String why) -> new ProbeResult.Unknown(why);
        };
    }
}
