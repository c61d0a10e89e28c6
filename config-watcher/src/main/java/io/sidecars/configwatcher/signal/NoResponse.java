package io.sidecars.configwatcher.signal;

import io.netty.handler.ssl.NotSslRecordException;
import io.sidecars.configwatcher.config.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Says in one line for an operator why a request got no response.
final class NoResponse {
    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");

    private NoResponse() {}

    /// An [UnusableException] if the certificates are to blame.
    static IOException because(Throwable problem, Endpoint endpoint) {
        List<Throwable> causes = Stream.iterate(problem, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .toList();
        String tls = causes.stream()
                .map(cause -> certificate(cause, endpoint))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElseGet(() -> handshake(causes, endpoint));
        if (!tls.isEmpty()) {
            return new UnusableException(tls);
        }
        return new IOException(problem.getMessage() == null ? problem.toString() : problem.getMessage(), problem);
    }

    private static String certificate(Throwable cause, Endpoint endpoint) {
        String that = "the certificate of " + endpoint.url().getHost();
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case CertificateExpiredException e -> that + " has expired: " + message;
            case CertificateNotYetValidException e -> that + " is not valid yet: " + message;
            case CertPathBuilderException e -> untrusted(that, endpoint);
            case CertPathValidatorException e
            when e.getReason() == PKIXReason.NO_TRUST_ANCHOR -> untrusted(that, endpoint);
            case CertPathValidatorException e
            when e.getReason() != CertPathValidatorException.BasicReason.EXPIRED
                    && e.getReason() != CertPathValidatorException.BasicReason.NOT_YET_VALID
                    && e.getCause() == null -> that + " is not valid: " + message;
            case CertificateException e
            when message.startsWith("No subject alternative") || message.startsWith("No name matching") ->
                that + " is for another host: " + message;
            default -> "";
        };
    }

    private static String untrusted(String that, Endpoint endpoint) {
        Path ca = endpoint.tls().ca();
        return that + " is not trusted: no authority " + (ca == null ? "of the system" : "in tls.ca") + " signed it";
    }

    private static String handshake(List<Throwable> causes, Endpoint endpoint) {
        String host = endpoint.url().getHost() + ":" + endpoint.port();
        if (causes.stream().anyMatch(NotSslRecordException.class::isInstance)) {
            return host + " does not speak TLS";
        }
        List<String> failures = causes.stream()
                .filter(SSLException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .toList();
        for (String failure : failures) {
            Matcher alert = ALERT.matcher(failure);
            if (alert.find()) {
                Path own = endpoint.tls().certificate();
                return host + " refused the TLS connection"
                        + (own == null ? "" : " with the certificate in tls.certificate") + ": " + alert.group(1);
            }
        }
        return failures.isEmpty() ? "" : "TLS with " + host + " failed: " + failures.getLast();
    }
}
