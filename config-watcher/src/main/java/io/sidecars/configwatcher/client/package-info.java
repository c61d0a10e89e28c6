/// The client of the commands that ask the running process.
@NullMarked
package io.sidecars.configwatcher.client;

import org.jspecify.annotations.NullMarked;
