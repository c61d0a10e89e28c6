/// What survives a restart: the known generations, and how far each output has acknowledged them.
@NullMarked
package io.sidecars.logshipper.checkpoint;

import org.jspecify.annotations.NullMarked;
