package io.sidecars.logshipper.management;

/// The answers to the kubelet's probes.
public interface Health {
    /// False only if the program is stuck and a restart would help.
    boolean live();

    /// True once the program does its work. It says nothing about other programs, in the Pod or elsewhere.
    boolean ready();
}
