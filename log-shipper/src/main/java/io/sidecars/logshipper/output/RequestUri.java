package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;

/// The URI of a request: the configured URL, and the path and the parameters that a protocol adds.
public record RequestUri(String text) {
    public static RequestUri of(URI url) {
        return new RequestUri(url.toString());
    }

    /// The URL with this at the end of its path, unless the path ends with it already.
    ///
    /// @param end begins with a slash; percent-encoded
    public static RequestUri of(URI url, String end) {
        String path = url.getRawPath().replaceAll("/+$", "");
        String query = url.getRawQuery();
        return new RequestUri(url.getScheme() + "://" + url.getRawAuthority() + path + (path.endsWith(end) ? "" : end)
                + (query == null ? "" : "?" + query));
    }

    /// With one more parameter.
    public RequestUri with(String name, String value) {
        return with(encoded(name) + "=" + encoded(value));
    }

    /// With one more parameter, which is percent-encoded where it must be.
    public RequestUri with(String parameter) {
        return new RequestUri(text + (text.contains("?") ? "&" : "?") + parameter);
    }

    /// Percent-encoded, for a path or a parameter.
    public static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
