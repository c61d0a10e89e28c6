/// The Kubernetes manifests, rendered, read strictly and held to the rules of this repository.
@NullMarked
package io.sidecars.demoapp.k8s;

import org.jspecify.annotations.NullMarked;
