package io.sidecars.configwatcher.process;

/// The result of looking for a process. Every `why` is one sentence for an operator.
public sealed interface Lookup {

    /// Exactly one process matches, or all other matches descend from it.
    record Found(ProcessIdentity process) implements Lookup {}

    /// No process matches.
    record None(String why) implements Lookup {}

    /// Several processes match, and none of them is the ancestor of the others.
    record Ambiguous(String why) implements Lookup {}
}
