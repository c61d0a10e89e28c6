/// What happens to a record between reading and encoding: redact, sample, and what all records share.
@NullMarked
package io.sidecars.logshipper.rules;

import org.jspecify.annotations.NullMarked;
