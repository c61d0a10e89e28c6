package io.sidecars.demoapp;

import ch.qos.logback.core.util.FileSize;
import io.sidecars.demoapp.http.Address;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Converts the text of an option to its value. Errors are one sentence.
final class Converters {

    private Converters() {}

    static final class AnyAddress implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            try {
                return Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Loopback implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            try {
                return Address.parseLoopback(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Size implements ITypeConverter<FileSize> {
        @Override
        public FileSize convert(String text) {
            try {
                return FileSize.valueOf(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("\"" + text + "\" must be a size like 256KB or 1MB");
            }
        }
    }

    /// Removes a trailing slash, so that a path can be appended.
    static final class HttpUrl implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                URI uri = new URI(text.replaceFirst("/+$", ""));
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                // not a URL: reported below
            }
            throw new TypeConversionException("\"" + text + "\" must be a URL like http://127.0.0.1:8090");
        }
    }

    /// A URL, or null for `none`.
    record OptionalUrl(@Nullable URI url) {}

    static final class HttpUrlOrNone implements ITypeConverter<OptionalUrl> {
        @Override
        public OptionalUrl convert(String text) {
            return new OptionalUrl(text.equals("none") ? null : new HttpUrl().convert(text));
        }
    }
}
