package io.sidecars.logshipper.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How to reach a receiver over HTTP, in any protocol.
///
/// @param timeout from the start of a request to the end of its response
/// @param headers in addition to those of the protocol
/// @param proxy null for a direct connection
public record Endpoint(
        URI url,
        Duration timeout,
        Map<String, Secret> headers,
        Auth auth,
        Tls tls,
        @Nullable Proxy proxy,
        Compression compression) {

    private static final int LONG_SEGMENT = 12;

    /// Credentials of log-shipper.
    public sealed interface Auth {
        record None() implements Auth {}

        record Basic(String username, Credential password) implements Auth {}

        record Bearer(Credential token) implements Auth {}
    }

    /// A secret, or the file that contains it. The file is read again when it changes.
    public sealed interface Credential {
        record Value(Secret secret) implements Credential {}

        record File(Path path) implements Credential {}
    }

    /// TLS settings, used if the URL is `https`.
    ///
    /// @param ca PEM file of the authorities to trust, null for those of the system
    /// @param certificate PEM file of the client certificate chain, null for none
    /// @param key PEM file of its PKCS#8 key, null for none
    /// @param serverName the name that the receiver's certificate must have, null for the host of the URL
    public record Tls(
            @Nullable Path ca,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable String serverName,
            MinVersion minVersion) {
        public enum MinVersion {
            V1_2,
            V1_3
        }
    }

    /// An HTTP proxy.
    public record Proxy(
            String host,
            int port,
            @Nullable String username,
            @Nullable Secret password) {}

    /// Compression of request bodies.
    ///
    /// @param level 1 to 9
    public record Compression(Method method, int level) {
        public enum Method {
            NONE,
            GZIP,
            ZSTD
        }
    }

    /// The files that contain credentials, and those of TLS.
    public List<Path> files() {
        Credential credential = switch (auth) {
            case Auth.None _ -> null;
            case Auth.Basic basic -> basic.password();
            case Auth.Bearer bearer -> bearer.token();
        };
        Path file = credential instanceof Credential.File(Path path) ? path : null;
        return Stream.of(file, tls.ca, tls.certificate, tls.key)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Secrets that must be masked if a receiver repeats them. Credentials in files are not included.
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (Secret header : headers.values()) {
            secrets.add(header.reveal());
            secrets.add(header.reveal().replaceFirst("^\\S+\\s+", "")); // without the scheme
        }
        if (proxy != null && proxy.password() != null) {
            String password = proxy.password().reveal();
            secrets.add(password);
            secrets.add(Base64.getEncoder().encodeToString((proxy.username() + ":" + password).getBytes(UTF_8)));
        }
        secrets.addAll(ofPath(url.getRawPath()));
        if (url.getRawQuery() != null) {
            Stream.of(url.getRawQuery(), url.getQuery())
                    .flatMap(query -> Stream.of(query.split("&", -1)))
                    .forEach(parameter -> secrets.add(parameter.substring(parameter.indexOf('=') + 1)));
        }
        return secrets;
    }

    /// The path as a whole, and its long segments, which may be tokens. Short ones are ordinary words.
    private static List<String> ofPath(String path) {
        return Stream.concat(
                        Stream.of(path),
                        Stream.of(path.split("/", -1)).filter(segment -> segment.length() >= LONG_SEGMENT))
                .toList();
    }
}
