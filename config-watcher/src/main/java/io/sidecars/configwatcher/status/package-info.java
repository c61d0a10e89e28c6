/// Presents the status: JSON for programs, a table for an operator.
@NullMarked
package io.sidecars.configwatcher.status;

import org.jspecify.annotations.NullMarked;
