/// One class per protocol: how a record becomes wire bytes, and what an answer means for it.
@NullMarked
package io.sidecars.logshipper.output;

import org.jspecify.annotations.NullMarked;
