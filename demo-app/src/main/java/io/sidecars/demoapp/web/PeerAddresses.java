package io.sidecars.demoapp.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The URLs of the other containers.
///
/// @param collectorControl the collector's failure switch
/// @param kubeletSimulator edits the configuration on request. Null in Kubernetes, where the kubelet writes the
///     volume
public record PeerAddresses(
        URI watcherStatus,
        URI shipperStatus,
        URI collector,
        URI collectorControl,
        @Nullable URI kubeletSimulator) {}
