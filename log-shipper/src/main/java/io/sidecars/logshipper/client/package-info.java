/// The client of the commands that ask the running process.
@NullMarked
package io.sidecars.logshipper.client;

import org.jspecify.annotations.NullMarked;
