package io.sidecars.logshipper.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.ZoneOffset;

/// Parses a line in the format of container runtimes (CRI): `2026-11-24T10:00:00.123456789Z stdout F the text`.
/// The stream becomes the field `log.iostream`. The tag is `F` for a full line or `P` for a piece of one. Pieces
/// are not joined here.
public final class CriParser implements Parser {
    private static final byte[] IOSTREAM = "log.iostream".getBytes(US_ASCII);
    private static final byte[] STDOUT = "stdout".getBytes(US_ASCII);
    private static final byte[] STDERR = "stderr".getBytes(US_ASCII);

    private final Timestamps timestamps = new Timestamps(ZoneOffset.UTC);
    private final Slice name = new Slice();
    private final Slice stream = new Slice();
    private final Slice message = new Slice();

    public CriParser() {
        name.set(IOSTREAM, 0, IOSTREAM.length, Kind.JSON_STRING);
    }

    @Override
    public boolean parse(byte[] bytes, int from, int to, Fields into) {
        into.reset(bytes, from, to);
        int timeTo = timestamps.parse(bytes, from, to);
        int streamFrom = timeTo + 1;
        int streamTo = streamFrom + STDOUT.length;
        int tag = streamTo + 1;
        if (timeTo < 0 || tag >= to || bytes[timeTo] != ' ' || bytes[streamTo] != ' ' || !isTag(bytes, tag, to)) {
            return false;
        }
        stream.set(bytes, streamFrom, streamTo, Kind.TEXT);
        if (!stream.is(STDOUT) && !stream.is(STDERR)) {
            return false;
        }
        message.set(bytes, Math.min(tag + 2, to), to, Kind.TEXT);
        into.time(timestamps.nanos(), timestamps.precision(), bytes, from, timeTo);
        into.put(name, stream);
        into.message(message);
        return true;
    }

    private static boolean isTag(byte[] bytes, int at, int to) {
        return (bytes[at] == 'F' || bytes[at] == 'P') && (at + 1 == to || bytes[at + 1] == ' ');
    }
}
