/// A small log store in memory that knows exactly what was lost and what came twice. Knows nothing of the shop.
@NullMarked
package io.sidecars.demoapp.collector;

import org.jspecify.annotations.NullMarked;
