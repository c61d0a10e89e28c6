/// HTTP as this program needs it: endpoints that may block, on virtual threads behind Vert.x listeners. It does
/// not depend on the shop.
@NullMarked
package io.sidecars.demoapp.http;

import org.jspecify.annotations.NullMarked;
