package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Input.LongLines;
import io.sidecars.logshipper.frame.CriPieces;
import io.sidecars.logshipper.frame.GoTraces;
import io.sidecars.logshipper.frame.JavaTraces;
import io.sidecars.logshipper.frame.Multiline;
import io.sidecars.logshipper.frame.PythonTraces;
import io.sidecars.logshipper.frame.StartPattern;
import io.sidecars.logshipper.frame.Transcoder;
import org.jspecify.annotations.Nullable;

/// How the bytes of an input are cut into records. The same bytes under the same framing give the same records.
///
/// @param maxLength bytes of a record
/// @param truncate whether the rest of a longer one is left out; else it is sent in pieces
/// @param multiline null if every line is a record
/// @param maxLines of one record
/// @param timeoutNanos a multiline record at the end of the file is complete when the file was quiet for so long
/// @param charset knows where a record can be cut
record Framing(
        int maxLength,
        boolean truncate,
        @Nullable Multiline multiline,
        int maxLines,
        long timeoutNanos,
        Transcoder charset) {

    static Framing of(Input input, Transcoder charset) {
        Input.Multiline multiline = input.multiline();
        return new Framing(
                input.maxLine(),
                input.longLines() == LongLines.TRUNCATE,
                joining(multiline),
                multiline.maxLines(),
                multiline.timeout().toNanos(),
                charset);
    }

    private static @Nullable Multiline joining(Input.Multiline multiline) {
        return switch (multiline.preset()) {
            case NONE -> null;
            case JAVA -> new JavaTraces();
            case PYTHON -> new PythonTraces();
            case GO -> new GoTraces();
            case CRI -> new CriPieces();
            case START -> new StartPattern(String.valueOf(multiline.start()));
        };
    }
}
