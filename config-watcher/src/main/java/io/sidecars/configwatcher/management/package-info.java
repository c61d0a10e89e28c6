/// The two listeners: health and metrics for the Pod's address, status for localhost.
@NullMarked
package io.sidecars.configwatcher.management;

import org.jspecify.annotations.NullMarked;
