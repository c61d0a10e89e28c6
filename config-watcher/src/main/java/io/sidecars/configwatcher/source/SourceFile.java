package io.sidecars.configwatcher.source;

/// A file of a source. A file in another source may have the same name.
///
/// @param source the name of the source
/// @param name relative to the source
/// @param content never modified
/// @param digest of the content
@SuppressWarnings("ArrayRecordComponent") // each object is one file, and equal to itself only
public record SourceFile(String source, String name, boolean secret, byte[] content, String digest) {
    public static SourceFile of(String source, String name, boolean secret, byte[] content) {
        return new SourceFile(source, name, secret, content, VersionHash.digest(content));
    }
}
