package io.sidecars.configwatcher.process;

/// The first fields of `/proc/PID/stat`.
///
/// @param name at most 15 bytes of it
/// @param parent 0 if it is outside of the Pod
record ProcStat(int pid, String name, char state, int parent, long flags, long startTime) {
    private static final int KERNEL_THREAD = 0x00200000;

    /// A name may hold blanks and parentheses itself.
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

    /// Not a zombie, not a thread of the kernel.
    boolean isRunning() {
        return "ZXx".indexOf(state) < 0 && (flags & KERNEL_THREAD) == 0;
    }
}
