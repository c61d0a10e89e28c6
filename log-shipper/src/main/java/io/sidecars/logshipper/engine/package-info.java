/// The catalog and the pipelines as one object that owns no thread, and how they are wired.
@NullMarked
package io.sidecars.logshipper.engine;

import org.jspecify.annotations.NullMarked;
