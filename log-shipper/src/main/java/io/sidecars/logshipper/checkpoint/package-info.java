/// What survives a restart: which generations are known, and how far each output acknowledged them.
@NullMarked
package io.sidecars.logshipper.checkpoint;

import org.jspecify.annotations.NullMarked;
