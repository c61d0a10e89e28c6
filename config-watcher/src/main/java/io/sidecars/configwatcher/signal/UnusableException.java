package io.sidecars.configwatcher.signal;

import java.io.IOException;

/// Credentials cannot be used: a file is missing or broken, or TLS fails because of them. The message is one line
/// for an operator.
final class UnusableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
        super(message);
    }
}
