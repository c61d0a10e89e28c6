/// The page with its state and buttons, and the endpoints for Kubernetes probes and for metrics.
@NullMarked
package io.sidecars.demoapp.web;

import org.jspecify.annotations.NullMarked;
