package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Authenticates requests to an app (headers, basic, bearer, client certificate) and sets the certificate
/// authority that verifies the app. Files are read for each request, so that a rotated credential is used at once.
final class Credentials {
    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final long LARGEST = 1 << 20;
    private static final Pattern ASCII = Pattern.compile("[\\t\\x20-\\x7e]+");

    /// What the files contained at one moment.
    ///
    /// @param authorization the value of the header; null for none
    /// @param ca PEM; null for the authorities of the JVM
    record Loaded(
            @Nullable String authorization,
            @Nullable String ca,
            @Nullable String certificate,
            @Nullable String key) {
        @Override
        public String toString() {
            return "Loaded[****]";
        }
    }

    private final Endpoint endpoint;
    private final KnownSecrets secrets;
    private @Nullable Loaded usable;

    /// @param secrets gets what is read
    Credentials(Endpoint endpoint, KnownSecrets secrets) {
        this.endpoint = endpoint;
        this.secrets = secrets;
    }

    /// One line for an operator if a file cannot be used; empty if all can.
    Optional<String> problem(Vertx vertx) {
        try {
            Loaded _ = read(vertx);
            return Optional.empty();
        } catch (UnusableException e) {
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

    /// @throws UnusableException if a file cannot be used
    Loaded read(Vertx vertx) throws UnusableException {
        Endpoint.Tls tls = endpoint.tls();
        Loaded loaded = new Loaded(
                authorization(),
                content(tls.ca(), "tls.ca"),
                content(tls.certificate(), "tls.certificate"),
                content(tls.key(), "tls.key"));
        if (!loaded.equals(usable)) {
            if (endpoint.isTls()) {
                new TlsFiles(vertx).check(options(loaded));
            }
            usable = loaded;
        }
        return loaded;
    }

    void addTo(RequestOptions options, Loaded loaded) {
        endpoint.headers().forEach((name, value) -> options.putHeader(name, value.reveal()));
        if (loaded.authorization() != null) {
            options.putHeader("Authorization", loaded.authorization());
        }
        if (endpoint.isTls()) {
            options.setSsl(true).setSslOptions(options(loaded));
        }
    }

    private @Nullable String authorization() throws UnusableException {
        return switch (endpoint.auth()) {
            case Endpoint.Auth.None() -> null;
            case Endpoint.Auth.Bearer(Path file) -> "Bearer " + token(file);
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

    private static ClientSSLOptions options(Loaded loaded) {
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        if (loaded.ca() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(loaded.ca())));
        }
        if (loaded.certificate() != null && loaded.key() != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(loaded.certificate()))
                    .addKeyValue(Buffer.buffer(loaded.key())));
        }
        return options;
    }

    /// Unlike a password, which is sent in Base64, it is part of the header.
    private String token(Path file) throws UnusableException {
        String token = line(file, "auth.bearer.tokenFile");
        if (!ASCII.matcher(token).matches()) {
            throw new UnusableException("the file of auth.bearer.tokenFile must contain only ASCII");
        }
        return token;
    }

    private String line(Path file, String setting) throws UnusableException {
        String text = String.valueOf(content(file, setting));
        String line = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip(); // without a byte order mark
        if (line.isEmpty() || line.lines().count() > 1) {
            throw new UnusableException("the file of " + setting + " must contain exactly one line");
        }
        secrets.add(line);
        return line;
    }

    /// A message names the setting and not the path: an operator may have written a secret instead of the path.
    private static @Nullable String content(@Nullable Path file, String setting) throws UnusableException {
        String that = "the file of " + setting;
        try {
            if (file == null) {
                return null;
            }
            if (Files.size(file) > LARGEST) {
                throw new UnusableException(that + " is larger than " + LARGEST + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UnusableException(that + " does not exist");
        } catch (AccessDeniedException e) {
            throw new UnusableException(that + " cannot be read by this user");
        } catch (CharacterCodingException e) {
            throw new UnusableException(that + " is not UTF-8");
        } catch (UnusableException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableException(that + " cannot be read");
        }
    }
}
