/// Desired is what is mounted, actual is what each app last confirmed; act while they differ.
@NullMarked
package io.sidecars.configwatcher.reconcile;

import org.jspecify.annotations.NullMarked;
