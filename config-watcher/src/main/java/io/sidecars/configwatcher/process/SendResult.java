package io.sidecars.configwatcher.process;

/// The result of sending a signal. Every `why` is one sentence for an operator.
public sealed interface SendResult {

    /// The kernel accepted the signal. How the process reacts is unknown.
    record Sent() implements SendResult {}

    /// The process has ended.
    record Gone() implements SendResult {}

    /// Not sent, because the process ignores the signal or would be terminated by it. A process that has just
    /// started may catch the signal soon.
    record NotCaught(String why) implements SendResult {}

    /// The kernel refused the signal.
    record NotPermitted(String why) implements SendResult {}
}
