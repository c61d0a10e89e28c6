/// What listens on 127.0.0.1 only: the sidecar and the operator command the app here.
@NullMarked
package io.sidecars.demoapp.admin;

import org.jspecify.annotations.NullMarked;
