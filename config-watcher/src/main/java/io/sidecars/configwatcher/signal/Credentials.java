package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.Endpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Authenticates requests to an app (headers, basic, bearer, client certificate) and sets the certificate
/// authority that verifies the app. Files are read for each request, so that a rotated credential is used at once.
final class Credentials {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final long LARGEST = 1 << 20;

    private final Endpoint endpoint;
    private final KnownSecrets secrets;

    /// @param secrets gets what is read
    Credentials(Endpoint endpoint, KnownSecrets secrets) {
        this.endpoint = endpoint;
        this.secrets = secrets;
    }

    /// One line for an operator if a file cannot be used; empty if all can.
    Optional<String> problem() {
        try {
            addTo(new RequestOptions());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Reads what the next request would carry, as far as it can be read.
    void readAll() {
        try {
            String _ = authorization();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("credential not read");
        }
    }

    /// @throws IOException with one line for an operator if a file cannot be used
    void addTo(RequestOptions options) throws IOException {
        endpoint.headers().forEach((name, value) -> options.putHeader(name, value.reveal()));
        String authorization = authorization();
        if (authorization != null) {
            options.putHeader("Authorization", authorization);
        }
        if (endpoint.isTls()) {
            options.setSsl(true).setSslOptions(tls(endpoint.tls()));
        }
    }

    private @Nullable String authorization() throws IOException {
        return switch (endpoint.auth()) {
            case Endpoint.Auth.None() -> null;
            case Endpoint.Auth.Bearer(Path file) -> "Bearer " + line(file, "auth.bearer.tokenFile");
            case Endpoint.Auth.Basic(String username, Path file) -> {
                byte[] pair = (username + ":" + line(file, "auth.basic.passwordFile")).getBytes(UTF_8);
                String encoded = Base64.getEncoder().encodeToString(pair);
                secrets.add(encoded);
                secrets.add(encoded.replace("=", ""));
                secrets.add(Base64.getUrlEncoder().withoutPadding().encodeToString(pair));
                yield "Basic " + encoded;
            }
        };
    }

    private static ClientSSLOptions tls(Endpoint.Tls tls) throws IOException {
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        Path ca = tls.ca();
        if (ca != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(content(ca, "tls.ca"))));
        }
        Path certificate = tls.certificate();
        Path key = tls.key();
        if (certificate != null && key != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(content(certificate, "tls.certificate")))
                    .addKeyValue(Buffer.buffer(content(key, "tls.key"))));
        }
        return options;
    }

    private String line(Path file, String setting) throws IOException {
        String line = content(file, setting).strip();
        if (line.isEmpty() || line.lines().count() > 1) {
            throw new IOException("the file of " + setting + " must contain exactly one line");
        }
        secrets.add(line);
        return line;
    }

    /// A message names the setting and not the path: an operator may have written a secret instead of the path.
    private static String content(Path file, String setting) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("the file of " + setting + " is larger than " + LARGEST + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IOException("the file of " + setting + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException("the file of " + setting + " cannot be read by this user", e);
        } catch (CharacterCodingException e) {
            throw new IOException("the file of " + setting + " is not UTF-8", e);
        } catch (FileSystemException e) {
            throw new IOException("the file of " + setting + " cannot be read", e);
        }
    }
}
