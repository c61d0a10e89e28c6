/// The database connection, which can be switched while it is in use.
@NullMarked
package io.sidecars.demoapp.database;

import org.jspecify.annotations.NullMarked;
