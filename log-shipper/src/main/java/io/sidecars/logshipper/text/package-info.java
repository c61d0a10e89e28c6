/// Text for people.
@NullMarked
package io.sidecars.logshipper.text;

import org.jspecify.annotations.NullMarked;
