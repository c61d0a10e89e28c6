/// The Pod without Kubernetes: as local processes for `./demo` and its tests, and in containers for the tests.
@NullMarked
package io.sidecars.demoapp.pod;

import org.jspecify.annotations.NullMarked;
