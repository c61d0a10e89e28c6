/// The view on a record's bytes, and its identity.
@NullMarked
package io.sidecars.logshipper.record;

import org.jspecify.annotations.NullMarked;
