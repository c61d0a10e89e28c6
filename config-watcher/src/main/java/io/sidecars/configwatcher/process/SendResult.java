package io.sidecars.configwatcher.process;

/// What came of sending a signal. Every `why` is one sentence.
public sealed interface SendResult {

    /// The kernel took it; what the process makes of it is not known.
    record Sent() implements SendResult {}

    /// That process has ended.
    record Gone() implements SendResult {}

    /// Not sent, because it would end the process or be lost. A process that has just started may catch it soon.
    record NotCaught(String why) implements SendResult {}

    /// The kernel refuses.
    record NotPermitted(String why) implements SendResult {}
}
