/// The shop's load: orders in the database, and a log line for each.
@NullMarked
package io.sidecars.demoapp.orders;

import org.jspecify.annotations.NullMarked;
