package io.sidecars.configwatcher.process;

/// Sends signals. The tests replace the kernel here.
interface SignalSender {
    /// Never fails. If there is no such process, sending reports it.
    Recipient open(int pid);

    /// The process that receives the signal.
    interface Recipient extends AutoCloseable {
        /// Returns 0 or the errno.
        int send(int signal);

        @Override
        void close();
    }
}
