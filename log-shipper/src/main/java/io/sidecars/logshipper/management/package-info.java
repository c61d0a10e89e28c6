/// The two listeners: health and metrics on the Pod's address, status and control on localhost.
@NullMarked
package io.sidecars.logshipper.management;

import org.jspecify.annotations.NullMarked;
