/// Text for people.
@NullMarked
package io.sidecars.configwatcher.text;

import org.jspecify.annotations.NullMarked;
