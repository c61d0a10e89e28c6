package io.sidecars.configwatcher.config;

import io.sidecars.configwatcher.config.Endpoint.Auth;
import io.sidecars.configwatcher.config.Endpoint.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the settings of an HTTP endpoint.
final class EndpointReader {
    /// A token as defined in RFC 9110, section 5.6.2.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern ONE_LINE = Pattern.compile("[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Set<String> RESERVED =
            Set.of("content-type", "content-length", "host", "transfer-encoding", "connection", "x-config-version");

    private EndpointReader() {}

    /// @param url the default; null if the setting is required
    static Endpoint read(YamlMapping yaml, @Nullable String url, String timeout) {
        URI address = url == null || yaml.has("url")
                ? yaml.url("url", EndpointReader::url)
                : yaml.optional("url", url, EndpointReader::url);
        Duration limit =
                yaml.optional("timeout", timeout, Values.between(Duration.ofMillis(10), Duration.ofMinutes(10)));
        Map<String, Secret> headers = yaml.entries("headers", EndpointReader::header);
        Auth auth = yaml.nested("auth", EndpointReader::auth);
        if (!(auth instanceof Auth.None) && headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
            throw yaml.error("auth", "cannot be combined with an Authorization header");
        }
        Tls tls = yaml.nested("tls", EndpointReader::tls);
        yaml.onlyValid(
                "tls", tls.equals(Tls.SYSTEM) || address.getScheme().equals("https"), "valid for a url with https");
        return new Endpoint(address, limit, headers, auth, tls);
    }

    private static URI url(String text) {
        String rule = "must be a URL such as http://127.0.0.1:8081/-/reload or unix:/run/app.sock:/-/reload,"
                + " without a user name";
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule, e);
        }
        if ("unix".equals(url.getScheme())
                && String.valueOf(url.getPath()).matches("/[^:]+:/.*")
                && url.getRawAuthority() == null
                && url.getRawFragment() == null) {
            return url;
        }
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null
                || url.getPort() > 65535
                || url.getUserInfo() != null) {
            throw new IllegalArgumentException(rule);
        }
        return url;
    }

    private static Secret header(YamlMapping headers, String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw headers.error(name, "must be the name of an HTTP header");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw headers.error(name, "must not be set, because config-watcher sets it");
        }
        String value = headers.secret(name, Function.identity());
        if (!ONE_LINE.matcher(value).matches()) {
            throw headers.error(name, "must be one line of ASCII without leading or trailing spaces");
        }
        return new Secret(value);
    }

    static String headerName(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException("must be the name of an HTTP header");
        }
        return text;
    }

    private static Auth auth(YamlMapping yaml) {
        Auth basic = yaml.nested("basic", EndpointReader::basic);
        Auth bearer = yaml.nested("bearer", EndpointReader::bearer);
        if (!(basic instanceof Auth.None) && !(bearer instanceof Auth.None)) {
            throw yaml.error("bearer", "cannot be combined with basic");
        }
        return bearer instanceof Auth.None ? basic : bearer;
    }

    private static Auth basic(YamlMapping yaml) {
        if (!yaml.has("username") && !yaml.has("passwordFile")) {
            return new Auth.None();
        }
        return new Auth.Basic(
                yaml.secret("username", EndpointReader::username), yaml.secretFile("passwordFile", Values::file));
    }

    private static String username(String text) {
        if (text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("must not contain a colon");
        }
        return text;
    }

    private static Auth bearer(YamlMapping yaml) {
        return yaml.has("tokenFile") ? new Auth.Bearer(yaml.secretFile("tokenFile", Values::file)) : new Auth.None();
    }

    private static Tls tls(YamlMapping yaml) {
        Path certificate = yaml.has("certificate") ? yaml.secretFile("certificate", Values::file) : null;
        if (certificate != null && !yaml.has("key")) {
            throw yaml.error("certificate", "is only valid with key");
        }
        yaml.onlyValid("key", certificate != null, "valid with certificate");
        return new Tls(
                yaml.has("ca") ? yaml.secretFile("ca", Values::file) : null,
                certificate,
                certificate == null ? null : yaml.secretFile("key", Values::file));
    }
}
