package io.sidecars.configwatcher.process;

/// What came of looking for a process. Every `why` is one sentence.
public sealed interface Lookup {

    /// There is one, or one that all others descend from.
    record Found(ProcessIdentity process) implements Lookup {}

    /// There is none.
    record None(String why) implements Lookup {}

    /// There are several, and none of them is the ancestor of the others.
    record Ambiguous(String why) implements Lookup {}
}
