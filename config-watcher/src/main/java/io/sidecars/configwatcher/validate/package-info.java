/// Checks of mounted content before any app is told of it. What is wrong is told by its place and the rule, never by
/// what stands there: it may be a secret.
@NullMarked
package io.sidecars.configwatcher.validate;

import org.jspecify.annotations.NullMarked;
