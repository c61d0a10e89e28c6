/// Opens files in directories that other containers may write to.
@NullMarked
package io.sidecars.configwatcher.files;

import org.jspecify.annotations.NullMarked;
