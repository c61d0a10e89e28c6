/// The database connection, exchangeable while it is in use: make before break.
@NullMarked
package io.sidecars.demoapp.database;

import org.jspecify.annotations.NullMarked;
