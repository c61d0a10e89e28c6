package io.sidecars.configwatcher.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Sends signals through the functions of libc. It uses a pidfd, which cannot come to mean another process. If the
/// kernel or seccomp refuses a pidfd, it uses the pid. The numbers of both system calls are the same on every
/// architecture.
final class NativeSignalSender implements SignalSender {
    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final long PIDFD_OPEN = 434;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle kill = function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private final MethodHandle close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private final MethodHandle syscall = function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));

    @Override
    public Recipient open(int pid) {
        int descriptor = call(state -> (long) syscall.invokeExact(state, PIDFD_OPEN, (long) pid, 0L, 0L, 0L));
        return descriptor < 0 ? byPid(pid) : new ByDescriptor(descriptor);
    }

    Recipient byPid(int pid) {
        return new ByPid(pid);
    }

    private final class ByDescriptor implements Recipient {
        private final int descriptor;

        ByDescriptor(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public int send(int signal) {
            return -call(state ->
                    (long) syscall.invokeExact(state, PIDFD_SEND_SIGNAL, (long) descriptor, (long) signal, 0L, 0L));
        }

        @Override
        public void close() {
            int _ = call(state -> (int) close.invokeExact(state, descriptor));
        }
    }

    private final class ByPid implements Recipient {
        private final int pid;

        ByPid(int pid) {
            this.pid = pid;
        }

        @Override
        public int send(int signal) {
            return -call(state -> (int) kill.invokeExact(state, pid, signal));
        }

        @Override
        public void close() {}
    }

    @FunctionalInterface
    private interface Call {
        long run(MemorySegment state) throws Throwable;
    }

    /// Returns the result of the function, or its negated errno.
    private static int call(Call function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = function.run(state);
            return result < 0 ? -(int) ERRNO.get(state, 0L) : (int) result;
        } catch (Throwable e) {
            throw new IllegalStateException("a libc function cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // enabled by the manifest of the jar and by the command line of the image
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all);
    }
}
