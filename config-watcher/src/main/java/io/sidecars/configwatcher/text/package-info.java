/// Text that people read.
@NullMarked
package io.sidecars.configwatcher.text;

import org.jspecify.annotations.NullMarked;
