/// Rolls out the mounted version: compares it with what each app confirmed last, and acts while they differ.
@NullMarked
package io.sidecars.configwatcher.reconcile;

import org.jspecify.annotations.NullMarked;
