package io.sidecars.configwatcher.source;

/// How much all sources together may still hold. Two versions are in memory while one replaces the other, and
/// both must fit into the memory of the container, 128 MiB, with everything else.
final class Budget {
    static final int MAX_FILES = 10_000;
    static final int MAX_BYTES = 8 << 20;
    /// Of names, which are kept several times.
    private static final int MAX_NAMES = 1 << 20;

    private int files = MAX_FILES;
    private int bytes = MAX_BYTES;
    private int names = MAX_NAMES;

    /// What is left now, to be used up by a read that may have to be repeated.
    Budget copy() {
        Budget copy = new Budget();
        copy.files = files;
        copy.bytes = bytes;
        copy.names = names;
        return copy;
    }

    int bytesLeft() {
        return bytes;
    }

    /// Returns whether the file fits.
    boolean take(String name, byte[] content) {
        files--;
        bytes -= content.length;
        names -= name.length();
        return files >= 0 && bytes >= 0 && names >= 0;
    }

    void takeAll(DirectoryFiles read) {
        read.files().forEach(this::take);
    }

    static String rule() {
        return "all sources together may hold " + MAX_FILES + " files and " + (MAX_BYTES >> 20) + " MiB, and "
                + (MAX_NAMES >> 20) + " MiB of names";
    }
}
