/// One pipeline per output: tail, frame, encode, send, verdict, commit.
@NullMarked
package io.sidecars.logshipper.pipeline;

import org.jspecify.annotations.NullMarked;
