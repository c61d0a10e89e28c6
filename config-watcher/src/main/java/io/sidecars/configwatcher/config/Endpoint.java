package io.sidecars.configwatcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A place of an app that answers by HTTP.
///
/// @param timeout from the start of the request to the end of its answer
public record Endpoint(URI url, Duration timeout, Map<String, Secret> headers, Auth auth, Tls tls) {

    /// What proves who asks. Files are read again for each request.
    public sealed interface Auth {
        /// Nothing.
        record None() implements Auth {}

        /// A token, as `Authorization: Bearer …`.
        record Bearer(Path tokenFile) implements Auth {}

        /// A name and the password in the file.
        record Basic(String username, Path passwordFile) implements Auth {}
    }

    /// PEM files, read again for each request.
    ///
    /// @param ca whom to trust; null for those that the system trusts
    /// @param certificate of the client, with its key; null for none
    public record Tls(
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key) {
        static final Tls SYSTEM = new Tls(null, null, null);
    }

    public boolean isTls() {
        return url.getScheme().equals("https");
    }
}
