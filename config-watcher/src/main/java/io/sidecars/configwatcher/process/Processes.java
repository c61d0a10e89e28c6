package io.sidecars.configwatcher.process;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.sidecars.configwatcher.config.ProcessSelector;
import io.sidecars.configwatcher.config.UnixSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Finds the process of a target, again each time because a restart changes the pid, and sends it the target's
/// signal.
///
/// Limits: a program that waits for signals instead of catching them (sigwait, signalfd) gets no signal. A program
/// that calls execve in the microseconds between the check that it catches the signal and the signal may be
/// terminated.
public final class Processes {
    private static final int EPERM = 1;
    private static final int ESRCH = 3;

    private final UnixSignal signal;
    private final ProcessMatcher matcher;
    private final ProcFs proc;
    private final SignalSender sender;

    public Processes(ProcessSelector target) {
        this(target, Path.of("/proc"), new NativeSignalSender());
    }

    Processes(ProcessSelector target, Path root, SignalSender sender) {
        this.signal = target.signal();
        this.proc = new ProcFs(root);
        this.matcher = new ProcessMatcher(target, proc);
        this.sender = sender;
    }

    /// Never finds the current process.
    public Lookup find() {
        try {
            int self = proc.self();
            Map<Integer, ProcStat> all = proc.processes().stream().collect(toMap(ProcStat::pid, process -> process));
            List<ProcStat> matching = all.values().stream()
                    .filter(process -> process.pid() != self && !isPause(process) && matcher.matches(process))
                    .toList();
            List<ProcStat> roots = matching.stream()
                    .filter(process -> !descends(process, matching, all))
                    .toList();
            return switch (roots.size()) {
                case 0 ->
                    new Lookup.None("no process " + matcher + " is running"
                            + (self == 1
                                    ? " in this container, because shareProcessNamespace is not true in this Pod"
                                    : ""));
                case 1 ->
                    new Lookup.Found(new ProcessIdentity(
                            roots.getFirst().pid(), roots.getFirst().startTime()));
                default ->
                    new Lookup.Ambiguous(roots.size() + " processes " + matcher
                            + " are running and none of them started the others, so none is signalled: "
                            + roots.stream()
                                    .map(ProcStat::pid)
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(joining(", ")));
            };
        } catch (IOException e) {
            return new Lookup.None("no process " + matcher + " can be found, because /proc is not readable: " + e);
        }
    }

    /// The pause container holds the process namespace of a Pod. Elsewhere pid 1 is an ordinary program.
    private static boolean isPause(ProcStat process) {
        return process.pid() == 1 && process.name().equals("pause");
    }

    private static boolean descends(ProcStat process, List<ProcStat> from, Map<Integer, ProcStat> all) {
        ProcStat ancestor = all.get(process.parent());
        // The processes were not read at one moment, so their parents may even form a ring.
        for (int i = 0; i < all.size() && ancestor != null; i++) {
            if (from.contains(ancestor)) {
                return true;
            }
            ancestor = all.get(ancestor.parent());
        }
        return false;
    }

    /// Sends the signal only if that process still runs and catches it.
    public SendResult send(ProcessIdentity process) {
        try (SignalSender.Recipient recipient = sender.open(process.pid())) {
            // Checked after the recipient is open: if the start time is the same, it is the process that was found.
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
                            : " does not catch " + signal + ", which would terminate it"));
        }
        int errno = recipient.send(signal.number());
        return switch (errno) {
            case 0 -> new SendResult.Sent();
            case ESRCH -> new SendResult.Gone();
            case EPERM -> new SendResult.NotPermitted(that + reason(status, proc.status(proc.self())));
            default -> new SendResult.NotPermitted(that + " cannot be signalled: errno " + errno);
        };
    }

    private static String reason(ProcStatus that, ProcStatus own) {
        return own.maySignal(that)
                ? " cannot be signalled, although it runs as the same user: AppArmor, SELinux or seccomp may forbid it"
                : " runs as user " + that.user() + " and config-watcher as user " + own.effective()
                        + ": both containers must run as the same user";
    }
}
