/// From the mounted configuration to the one that runs.
@NullMarked
package io.sidecars.demoapp.reload;

import org.jspecify.annotations.NullMarked;
