/// A small log store in memory that counts lost and duplicate lines exactly. It does not depend on the shop.
@NullMarked
package io.sidecars.demoapp.collector;

import org.jspecify.annotations.NullMarked;
