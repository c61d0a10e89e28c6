/// Applies a configuration, mounted or pushed, to the running app.
@NullMarked
package io.sidecars.demoapp.reload;

import org.jspecify.annotations.NullMarked;
