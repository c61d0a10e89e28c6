/// Validates mounted content before any app is signalled. An error gives the position and the rule, never the
/// content, which may be a secret.
@NullMarked
package io.sidecars.configwatcher.validate;

import org.jspecify.annotations.NullMarked;
