/// The main container of the Pod. In a second role the program is the collector, the log store that log-shipper
/// delivers to. This package only wires the parts. The packages depend on each other in one direction: `web` on
/// `admin`, `admin` on `reload` and `orders`, these on `database`, `database` on `config`, and all of them on
/// `http`.
@NullMarked
package io.sidecars.demoapp;

import org.jspecify.annotations.NullMarked;
