package io.sidecars.configwatcher.process;

/// The first fields of `/proc/PID/stat`.
///
/// @param name at most its first 15 bytes
/// @param parent pid of the parent; 0 if the parent is outside the Pod
record ProcStat(int pid, String name, char state, int parent, long flags, long startTime) {
    private static final int KERNEL_THREAD = 0x00200000;

    /// The name may contain spaces and parentheses, so the fields start after the last parenthesis.
    static ProcStat parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        String[] fields = text.substring(close + 2).split(" ", 21);
        return new ProcStat(
                Integer.parseInt(text.substring(0, open - 1)),
                text.substring(open + 1, close),
                fields[0].charAt(0),
                Integer.parseInt(fields[1]),
                Long.parseLong(fields[6]),
                Long.parseLong(fields[19]));
    }

    /// False for a zombie and for a kernel thread.
    boolean isRunning() {
        return "ZXx".indexOf(state) < 0 && (flags & KERNEL_THREAD) == 0;
    }
}
