package io.sidecars.logshipper.config;

import static io.sidecars.logshipper.config.Values.between;
import static io.sidecars.logshipper.config.Values.word;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.compress.Zstd;
import io.sidecars.logshipper.config.Endpoint.Auth;
import io.sidecars.logshipper.config.Endpoint.Compression;
import io.sidecars.logshipper.config.Endpoint.Credential;
import io.sidecars.logshipper.config.Endpoint.Proxy;
import io.sidecars.logshipper.config.Endpoint.Tls;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the settings that say how to reach a receiver.
final class EndpointReader {
    /// RFC 9110, 5.6.2.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern ONE_LINE = Pattern.compile("[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern PASSWORD = Pattern.compile("\\S|\\S\\P{Cc}*\\S", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?");
    private static final Pattern PROXY = Pattern.compile(
            "http://((?<user>[^:@/]+):(?<password>[^@/]+)@)?(?<host>[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+]):(?<port>\\d{1,5})/?");
    private static final Set<String> OURS =
            Set.of("content-type", "content-length", "content-encoding", "host", "transfer-encoding", "connection");
    static final Set<Compression.Method> GZIP = EnumSet.of(Compression.Method.NONE, Compression.Method.GZIP);
    static final Set<Compression.Method> EVERY = EnumSet.allOf(Compression.Method.class);
    private static final Tls PLAIN = new Tls(null, null, null, null, Tls.MinVersion.V1_2);

    private EndpointReader() {}

    /// @param taken [#GZIP] or [#EVERY]: the compressions that the receiver supports
    static Endpoint read(YamlMapping yaml, Set<Compression.Method> taken) {
        URI url = yaml.url("url", EndpointReader::url);
        Map<String, Secret> headers = yaml.entries("headers", EndpointReader::header);
        Auth auth = yaml.nested("auth", EndpointReader::auth);
        if (!(auth instanceof Auth.None) && headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
            throw yaml.error("auth", "cannot be combined with an Authorization header");
        }
        Tls tls = yaml.nested("tls", EndpointReader::tls);
        yaml.onlyValid("tls", tls.equals(PLAIN) || url.getScheme().equals("https"), "for a url with https");
        return new Endpoint(
                url,
                yaml.optional("timeout", "30s", between(Duration.ofMillis(100), Duration.ofMinutes(10))),
                headers,
                auth,
                tls,
                yaml.has("proxy") ? yaml.url("proxy", EndpointReader::proxy) : null,
                compression(yaml, taken));
    }

    private static Compression compression(YamlMapping yaml, Set<Compression.Method> taken) {
        Compression.Method method = yaml.optional("compression", "none", word(taken));
        if (method == Compression.Method.ZSTD && !Zstd.isAvailable(Zstd.LIBRARY)) {
            throw yaml.error("compression", "needs the library " + Zstd.LIBRARY + ", which is not installed");
        }
        boolean smaller = method != Compression.Method.NONE;
        yaml.onlyValid(
                "compressionLevel",
                smaller,
                "for compression: gzip" + (taken.contains(Compression.Method.ZSTD) ? ", zstd" : ""));
        return new Compression(method, smaller ? yaml.optional("compressionLevel", "1", between(1, 9)) : 1);
    }

    private static URI url(String text) {
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a URL such as http://collector:8090/ingest", e);
        }
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("must be a URL such as http://collector:8090/ingest");
        }
        if (url.getUserInfo() != null || url.getPort() > 65535) {
            throw new IllegalArgumentException("must have no user or password and a port up to 65535");
        }
        if (url.getFragment() != null) {
            throw new IllegalArgumentException("must have no fragment");
        }
        return url;
    }

    private static Secret header(YamlMapping headers, String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw headers.error(name, "must be the name of an HTTP header");
        }
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw headers.error(name, "must not be set: the output sets it");
        }
        return headers.secret(name, EndpointReader::oneLine);
    }

    private static Auth auth(YamlMapping yaml) {
        Auth basic = yaml.nested("basic", EndpointReader::basic);
        Auth bearer = yaml.nested("bearer", EndpointReader::bearer);
        if (bearer instanceof Auth.None) {
            return basic;
        }
        if (!(basic instanceof Auth.None)) {
            throw yaml.error("bearer", "cannot be combined with basic");
        }
        return bearer;
    }

    private static Auth basic(YamlMapping yaml) {
        boolean username = yaml.has("username");
        boolean password = yaml.has("password");
        boolean file = yaml.has("passwordFile");
        return username || password || file
                ? new Auth.Basic(
                        yaml.secret("username", EndpointReader::username),
                        credential(yaml, "password", "passwordFile", EndpointReader::password))
                : new Auth.None();
    }

    /// Masked like a secret, because operators sometimes append the password to it.
    private static String username(String text) {
        if (text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("must have no colon");
        }
        return text;
    }

    private static Auth bearer(YamlMapping yaml) {
        boolean token = yaml.has("token");
        boolean file = yaml.has("tokenFile");
        return token || file
                ? new Auth.Bearer(credential(yaml, "token", "tokenFile", EndpointReader::oneLine))
                : new Auth.None();
    }

    private static Credential credential(YamlMapping yaml, String value, String file, Function<String, Secret> parser) {
        if (yaml.has(value) && yaml.has(file)) {
            throw yaml.error(file, "cannot be combined with " + value);
        }
        Path path = file(yaml, file);
        if (path != null) {
            return new Credential.File(path);
        }
        if (!yaml.has(value)) {
            throw yaml.error(value, "or \"" + file + "\" is required");
        }
        return new Credential.Value(yaml.secret(value, parser));
    }

    /// Sent in Base64 of its UTF-8 bytes (RFC 7617).
    private static Secret password(String text) {
        if (!PASSWORD.matcher(text).matches()) {
            throw new IllegalArgumentException("must be one line without spaces around it");
        }
        return new Secret(text);
    }

    /// A value that an HTTP header can carry.
    private static Secret oneLine(String text) {
        if (!ONE_LINE.matcher(text).matches()) {
            throw new IllegalArgumentException("must be one line of ASCII without spaces around it");
        }
        return new Secret(text);
    }

    private static Tls tls(YamlMapping yaml) {
        Tls tls = new Tls(
                file(yaml, "ca"),
                file(yaml, "certificate"),
                file(yaml, "key"),
                yaml.has("serverName") ? yaml.required("serverName", EndpointReader::hostName) : null,
                yaml.optional("minVersion", "1.2", EndpointReader::minVersion));
        if (tls.certificate() != null && tls.key() == null) {
            throw yaml.error("certificate", "is only valid with key");
        }
        yaml.onlyValid("key", tls.certificate() != null, "valid with certificate");
        return tls;
    }

    private static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a host name such as collector.logging.svc");
        }
        return text;
    }

    private static Tls.MinVersion minVersion(String text) {
        return switch (text) {
            case "1.2" -> Tls.MinVersion.V1_2;
            case "1.3" -> Tls.MinVersion.V1_3;
            default -> throw new IllegalArgumentException("must be one of 1.2, 1.3");
        };
    }

    private static Proxy proxy(String text) {
        Matcher parts = PROXY.matcher(text);
        int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "must be a URL such as http://proxy:3128 or http://user:password@proxy:3128");
        }
        String user = parts.group("user");
        String password = parts.group("password");
        return new Proxy(
                parts.group("host").replaceAll("[\\[\\]]", ""),
                port,
                user == null ? null : decoded(user),
                password == null ? null : new Secret(decoded(password)));
    }

    /// A plus sign means a plus sign, unlike in form data.
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must have a percent sign only before two hexadecimal digits", e);
        }
    }

    private static @Nullable Path file(YamlMapping yaml, String key) {
        return yaml.has(key) ? yaml.secretFile(key, Values::file) : null;
    }
}
