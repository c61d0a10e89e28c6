package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Credential;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The value of the Authorization header. A credential file is checked for changes at most once a second.
final class Authorization {
    /// What a credential file contains: one line, after an optional byte order mark.
    private enum Line {
        /// Sent in Base64 of its UTF-8 bytes (RFC 7617).
        PASSWORD("auth.basic.passwordFile", "\\P{Cc}+", "UTF-8"),
        /// Sent as it is.
        TOKEN("auth.bearer.tokenFile", "[\\t\\x20-\\x7e]+", "ASCII");

        private final String setting;
        private final Pattern pattern;
        private final String charset;

        Line(String setting, String pattern, String charset) {
            this.setting = setting;
            this.pattern = Pattern.compile(pattern);
            this.charset = charset;
        }

        String read(Path file) throws UnusableFileException {
            try {
                String content = Files.readString(file);
                String text = (content.startsWith("\uFEFF") ? content.substring(1) : content).strip();
                if (text.isEmpty()) {
                    throw new UnusableFileException(setting, "is empty");
                }
                if (!pattern.matcher(text).matches()) {
                    throw invalid();
                }
                return text;
            } catch (CharacterCodingException e) {
                throw invalid();
            } catch (IOException e) {
                throw new UnusableFileException(setting, e);
            }
        }

        private UnusableFileException invalid() {
            return new UnusableFileException(setting, "must contain one line of " + charset);
        }
    }

    private final Auth auth;
    private final Throttle checks;
    private @Nullable FileStamp stamp;
    private @Nullable String secret;

    Authorization(Auth auth, InstantSource clock) {
        this.auth = auth;
        this.checks = new Throttle(Duration.ofSeconds(1), clock);
    }

    /// Reads the credential file if it changed. Null for no header.
    ///
    /// @throws UnusableFileException if the file contains no usable credential
    synchronized @Nullable String header() throws UnusableFileException {
        return switch (auth) {
            case Auth.None _ -> null;
            case Auth.Basic(String username, Credential password) ->
                "Basic " + encoded(username, secret(password, Line.PASSWORD));
            case Auth.Bearer(Credential token) -> "Bearer " + secret(token, Line.TOKEN);
        };
    }

    /// The secrets in the last header, to be masked in reasons.
    synchronized List<String> secrets() {
        if (secret == null) {
            return List.of();
        }
        return auth instanceof Auth.Basic basic
                ? List.of(encoded(basic.username(), secret), secret, basic.username())
                : List.of(secret);
    }

    private static String encoded(String username, String password) {
        return Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
    }

    private String secret(Credential credential, Line line) throws UnusableFileException {
        String value = switch (credential) {
            case Credential.Value(var given) -> given.reveal();
            case Credential.File(Path path) -> ofFile(path, line);
        };
        secret = value;
        return value;
    }

    private String ofFile(Path file, Line line) throws UnusableFileException {
        String known = secret;
        if (known != null && stamp != null && !checks.permits()) {
            return known;
        }
        FileStamp now = FileStamp.of(file);
        if (known != null && now != null && now.equals(stamp)) {
            return known;
        }
        stamp = null;
        String read = line.read(file);
        stamp = now;
        return read;
    }
}
