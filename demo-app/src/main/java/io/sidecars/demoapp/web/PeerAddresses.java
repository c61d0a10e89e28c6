package io.sidecars.demoapp.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where the others answer.
///
/// @param collectorControl the collector's failure switch
/// @param kubeletSimulator who writes the volume of the configuration on request; null in Kubernetes, where the kubelet
/// writes
/// it
public record PeerAddresses(
        URI watcherStatus,
        URI shipperStatus,
        URI collector,
        URI collectorControl,
        @Nullable URI kubeletSimulator) {}
