/// OTLP over HTTP, as Protobuf or as JSON.
@NullMarked
package io.sidecars.logshipper.output.otlp;

import org.jspecify.annotations.NullMarked;
