package io.sidecars.configwatcher.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An HTTP endpoint of an app.
///
/// @param timeout from the start of the request to the end of the response
public record Endpoint(URI url, Duration timeout, Map<String, Secret> headers, Auth auth, Tls tls) {

    /// Authenticates config-watcher to the app. Files are read again for each request.
    public sealed interface Auth {
        /// No authentication.
        record None() implements Auth {}

        /// A token in a file, sent as `Authorization: Bearer …`.
        record Bearer(Path tokenFile) implements Auth {}

        /// A user name, and its password in a file.
        record Basic(String username, Path passwordFile) implements Auth {}
    }

    /// PEM files, read again for each request.
    ///
    /// @param ca the trusted certificate authorities; null for those of the JVM
    /// @param certificate the client certificate; null for none
    /// @param key the private key of the certificate; null if there is no certificate
    public record Tls(
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key) {
        static final Tls SYSTEM = new Tls(null, null, null);
    }

    public boolean isTls() {
        return url.getScheme().equals("https");
    }

    /// Whether the URL names a Unix socket, such as `unix:/run/app.sock:/reload`.
    public boolean isUnix() {
        return url.getScheme().equals("unix");
    }

    /// The path of the Unix socket.
    public String socket() {
        String path = url.getPath();
        return path.substring(0, path.indexOf(":/"));
    }

    /// The http or https URL to request; for a Unix socket with the host `localhost`.
    public String address() {
        String path = String.valueOf(url.getRawSchemeSpecificPart());
        return isUnix() ? "http://localhost" + path.substring(path.indexOf(":/") + 1) : url.toString();
    }

    /// The port of an http or https URL.
    public int port() {
        return url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
    }

    /// Whether a request does not leave the host.
    public boolean isLocal() {
        String host = String.valueOf(url.getHost());
        return isUnix() || host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
