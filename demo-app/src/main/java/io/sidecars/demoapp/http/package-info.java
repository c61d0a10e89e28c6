/// HTTP as this program needs it: blocking endpoints on virtual threads behind Vert.x listeners. Knows nothing of the
/// shop.
@NullMarked
package io.sidecars.demoapp.http;

import org.jspecify.annotations.NullMarked;
