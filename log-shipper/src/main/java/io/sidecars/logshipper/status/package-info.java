/// The status of the running process, as JSON for programs and as a table for people.
@NullMarked
package io.sidecars.logshipper.status;

import org.jspecify.annotations.NullMarked;
