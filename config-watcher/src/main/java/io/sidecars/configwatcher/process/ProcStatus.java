package io.sidecars.configwatcher.process;

import io.sidecars.configwatcher.config.UnixSignal;

/// The users and signals in `/proc/PID/status`.
///
/// @param user the real user
/// @param effective the effective user, which counts for the sender of a signal
/// @param saved the saved user, which counts for the receiver of a signal, as the real one does
/// @param ignored one bit for each ignored signal
/// @param caught one bit for each caught signal
record ProcStatus(String name, int user, int effective, int saved, long ignored, long caught) {
    static ProcStatus parse(String text) {
        String[] users = value(text, "Uid").split("\t", 4);
        return new ProcStatus(
                value(text, "Name"),
                Integer.parseUnsignedInt(users[0]),
                Integer.parseUnsignedInt(users[1]),
                Integer.parseUnsignedInt(users[2]),
                Long.parseUnsignedLong(value(text, "SigIgn"), 16),
                Long.parseUnsignedLong(value(text, "SigCgt"), 16));
    }

    private static String value(String text, String key) {
        String start = key + ":\t";
        return text.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    boolean catches(UnixSignal signal) {
        return (caught & bit(signal)) != 0;
    }

    boolean ignores(UnixSignal signal) {
        return (ignored & bit(signal)) != 0;
    }

    /// The rule of kill(2) for a sender without privileges.
    boolean maySignal(ProcStatus other) {
        return user == other.user || user == other.saved || effective == other.user || effective == other.saved;
    }

    private static long bit(UnixSignal signal) {
        return 1L << (signal.number() - 1);
    }
}
