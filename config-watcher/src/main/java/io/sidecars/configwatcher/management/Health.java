package io.sidecars.configwatcher.management;

/// What the kubelet asks.
public interface Health {
    /// False only if the program is stuck and a restart would help.
    boolean live();

    /// True once the program does its work; it says nothing about the others in the Pod or beyond it.
    boolean ready();
}
