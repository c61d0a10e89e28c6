/// The page, its state, and what probes and scrapes ask for.
@NullMarked
package io.sidecars.demoapp.web;

import org.jspecify.annotations.NullMarked;
