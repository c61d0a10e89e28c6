/// The main container of the Pod, and in a second role the log store that its lines are delivered to. This package only
/// puts the resources together; the arrows run `web` → `admin` → `reload`, `orders` → `database` → `config`, and
/// everybody
/// →
/// `http`.
@NullMarked
package io.sidecars.demoapp;

import org.jspecify.annotations.NullMarked;
