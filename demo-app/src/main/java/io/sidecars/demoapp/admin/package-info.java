/// The admin listener on 127.0.0.1, through which config-watcher and the operator control the app.
@NullMarked
package io.sidecars.demoapp.admin;

import org.jspecify.annotations.NullMarked;
