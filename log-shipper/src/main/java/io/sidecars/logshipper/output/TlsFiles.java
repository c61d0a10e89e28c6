package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sidecars.logshipper.config.Endpoint.Tls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// TLS options from certificate and key files, which are read again when one of them changes. The options
/// contain the content, so new content leads to new connections.
final class TlsFiles {
    private final Tls tls;
    private final Duration timeout;
    private final Throttle checks;
    private List<FileStamp> stamps = List.of();
    private @Nullable ClientSSLOptions options;

    TlsFiles(Tls tls, Duration timeout, InstantSource clock) {
        this.tls = tls;
        this.timeout = timeout;
        this.checks = new Throttle(Duration.ofSeconds(3), clock);
    }

    /// Reads the files if they changed; otherwise returns the same object.
    ///
    /// @throws UnusableFileException if one cannot be read
    synchronized ClientSSLOptions options() throws UnusableFileException {
        ClientSSLOptions known = options;
        if (known != null && !checks.permits()) {
            return known;
        }
        List<FileStamp> now = new ArrayList<>();
        Stream.of(tls.ca(), tls.certificate(), tls.key())
                .filter(Objects::nonNull)
                .forEach(file -> now.add(FileStamp.of(file)));
        if (known != null && now.equals(stamps)) {
            return known;
        }
        options = null;
        ClientSSLOptions read = read();
        stamps = now;
        options = read;
        return read;
    }

    private ClientSSLOptions read() throws UnusableFileException {
        ClientSSLOptions read = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setSslHandshakeTimeout(timeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setEnabledSecureTransportProtocols(
                        switch (tls.minVersion()) {
                            case V1_2 -> Set.of("TLSv1.2", "TLSv1.3");
                            case V1_3 -> Set.of("TLSv1.3");
                        });
        if (tls.ca() != null) {
            read.setTrustOptions(new PemTrustOptions().addCertValue(content(tls.ca(), "tls.ca", "CERTIFICATE")));
        }
        if (tls.certificate() != null && tls.key() != null) {
            read.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(content(tls.certificate(), "tls.certificate", "CERTIFICATE"))
                    .addKeyValue(content(tls.key(), "tls.key", "PRIVATE KEY")));
        }
        return read;
    }

    /// @param type the PEM type that the file must contain
    private static Buffer content(Path file, String setting, String type) throws UnusableFileException {
        try {
            Buffer content = Buffer.buffer(Files.readAllBytes(file));
            if (!content.toString(ISO_8859_1).contains(type + "-----")) {
                throw new UnusableFileException(setting, "contains no PEM " + type.toLowerCase(Locale.ROOT));
            }
            return content;
        } catch (IOException e) {
            throw new UnusableFileException(setting, e);
        }
    }
}
