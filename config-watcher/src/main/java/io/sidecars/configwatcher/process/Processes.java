package io.sidecars.configwatcher.process;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.sidecars.configwatcher.config.ProcessSelector;
import io.sidecars.configwatcher.config.UnixSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Finds the process of a target, anew each time because a restart changes its pid, and sends it the target's signal.
///
/// Limits: a program that waits for its signals instead of catching them (sigwait, signalfd) is not sent any, and one
/// that replaces itself (execve) between the look at what it catches and the signal, microseconds later, may be ended.
public final class Processes {
    private static final int EPERM = 1;
    private static final int ESRCH = 3;

    private final UnixSignal signal;
    private final ProcessMatcher selector;
    private final ProcFs proc;
    private final SignalSender sender;

    public Processes(ProcessSelector target) {
        this(target, Path.of("/proc"), new NativeSignalSender());
    }

    Processes(ProcessSelector target, Path root, SignalSender sender) {
        this.signal = target.signal();
        this.proc = new ProcFs(root);
        this.selector = new ProcessMatcher(target, proc);
        this.sender = sender;
    }

    /// Never finds the process that asks.
    public Lookup find() {
        try {
            int self = proc.self();
            Map<Integer, ProcStat> all = proc.processes().stream().collect(toMap(ProcStat::pid, process -> process));
            List<ProcStat> matching = all.values().stream()
                    .filter(process -> process.pid() != self && !isPause(process) && selector.matches(process))
                    .toList();
            List<ProcStat> roots = matching.stream()
                    .filter(process -> !descends(process, matching, all))
                    .toList();
            return switch (roots.size()) {
                case 0 ->
                    new Lookup.None("no process " + selector + " runs"
                            + (self == 1 ? " here: shareProcessNamespace is not true in this Pod" : ""));
                case 1 ->
                    new Lookup.Found(
                            new ProcessIdentity(roots.getFirst().pid(), roots.getFirst().startTime()));
                default ->
                    new Lookup.Ambiguous(roots.size() + " processes " + selector
                            + " run and none of them started the others, so none is signalled: "
                            + roots.stream()
                                    .map(ProcStat::pid)
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(joining(", ")));
            };
        } catch (IOException e) {
            return new Lookup.None("no process " + selector + " can be looked for: " + e);
        }
    }

    /// What holds the namespace of a Pod together; elsewhere pid 1 is a program like any other.
    private static boolean isPause(ProcStat process) {
        return process.pid() == 1 && process.name().equals("pause");
    }

    private static boolean descends(ProcStat process, List<ProcStat> from, Map<Integer, ProcStat> all) {
        ProcStat ancestor = all.get(process.parent());
        // not seen at one moment, they might even form a ring
        for (int i = 0; i < all.size() && ancestor != null; i++) {
            if (from.contains(ancestor)) {
                return true;
            }
            ancestor = all.get(ancestor.parent());
        }
        return false;
    }

    /// Sends only if that process still runs, and catches the signal.
    public SendResult send(ProcessIdentity process) {
        try (SignalSender.Recipient recipient = sender.open(process.pid())) {
            // only now: what is open and has that start time is what was found
            ProcStat now = proc.running(process.pid());
            return now == null || now.startTime() != process.startTime()
                    ? new SendResult.Gone()
                    : send(recipient, proc.status(process.pid()), process.pid());
        } catch (IOException e) {
            return new SendResult.Gone();
        }
    }

    private SendResult send(SignalSender.Recipient recipient, ProcStatus status, int pid) throws IOException {
        String that = "process " + pid + " (" + status.name() + ")";
        if (!status.catches(signal)) {
            return new SendResult.NotCaught(that
                    + (status.ignores(signal)
                            ? " ignores " + signal
                            : " does not catch " + signal + ", which would end it"));
        }
        int errno = recipient.send(signal.number());
        return switch (errno) {
            case 0 -> new SendResult.Sent();
            case ESRCH -> new SendResult.Gone();
            case EPERM -> new SendResult.NotPermitted(that + refusal(status, proc.status(proc.self())));
            default -> new SendResult.NotPermitted(that + " cannot be signalled: errno " + errno);
        };
    }

    private static String refusal(ProcStatus that, ProcStatus own) {
        return own.maySignal(that)
                ? " is not to be signalled, though it is of the same user: AppArmor, SELinux or seccomp may forbid it"
                : " runs as user " + that.user() + " and this one as user " + own.effective()
                        + ": both containers must run as the same user";
    }
}
