/// What happens to a record between reading and encoding (keep, drop, redact, sample), and the attributes that all
/// records share.
@NullMarked
package io.sidecars.logshipper.rules;

import org.jspecify.annotations.NullMarked;
