/// From the configuration that is mounted or pushed to the one that runs.
@NullMarked
package io.sidecars.demoapp.reload;

import org.jspecify.annotations.NullMarked;
