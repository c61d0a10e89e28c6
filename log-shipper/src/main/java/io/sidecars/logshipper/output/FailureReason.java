package io.sidecars.logshipper.output;

import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Explains to the operator why a request got no response.
final class FailureReason {
    private FailureReason() {}

    static String of(Throwable problem) {
        // The innermost known cause explains the most: an SSLException wraps the problem of a certificate.
        String reason =
                problem instanceof SSLException ? "the TLS connection failed: " + message(problem) : message(problem);
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            reason = switch (cause) {
                case UnusableFileException _ -> message(cause);
                case TimeoutException _ -> "no response within the timeout";
                case UnknownHostException _ -> "the host name cannot be resolved: " + message(cause);
                case CertificateExpiredException _ -> "the receiver's certificate has expired: " + message(cause);
                case CertificateNotYetValidException _ ->
                    "the receiver's certificate is not valid yet: " + message(cause);
                case CertPathBuilderException _ -> "the receiver's certificate is not signed by a trusted authority";
                case CertPathValidatorException _ -> "the receiver's certificate is not trusted: " + message(cause);
                case CertificateException _ -> "the receiver's certificate is not accepted: " + message(cause);
                case SSLException _ -> "the TLS connection failed: " + message(cause);
                default -> reason;
            };
        }
        return reason;
    }

    private static String message(Throwable problem) {
        String message = problem.getMessage();
        return message == null || message.isBlank()
                ? "the connection failed"
                : message.replaceAll("\\s+", " ").strip();
    }
}
