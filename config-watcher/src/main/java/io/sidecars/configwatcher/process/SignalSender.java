package io.sidecars.configwatcher.process;

/// The kernel's side of sending a signal.
interface SignalSender {
    /// Never fails: what is not there says so when it is sent to.
    Recipient open(int pid);

    /// A process that is sent to.
    interface Recipient extends AutoCloseable {
        /// Says how it ended: 0, or the errno.
        int send(int signal);

        @Override
        void close();
    }
}
