package io.sidecars.configwatcher.signal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.configwatcher.config.Endpoint;
import io.sidecars.configwatcher.config.Secret;
import io.sidecars.configwatcher.config.Signal;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.source.Content;
import io.sidecars.configwatcher.text.Mask;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every credential that requests to the apps carry, so that no app can have one of them shown: one app may know
/// the credentials of another. May be used from any thread.
public final class KnownSecrets {
    /// Values of files that were read before; an app may repeat one that has been rotated since.
    private static final int MOST_READ = 100;
    /// Longer texts are cut before they are masked: at most 200 characters are shown.
    private static final int LONGEST_TEXT = 8_192;

    private List<Endpoint> endpoints = List.of();
    private final Set<String> read = new LinkedHashSet<>();

    /// @param targets all that are configured
    public KnownSecrets(Collection<TargetConfig> targets) {
        use(targets);
    }

    /// Knows the secrets of other targets from now on. Those of the targets before are remembered as rotated ones
    /// are.
    public synchronized void use(Collection<TargetConfig> targets) {
        endpoints.stream().flatMap(KnownSecrets::configured).forEach(this::add);
        endpoints = targets.stream().flatMap(KnownSecrets::endpoints).toList();
    }

    static Stream<Endpoint> endpoints(TargetConfig target) {
        Stream<Endpoint> asked =
                target.status() instanceof StatusEndpoint status ? Stream.of(status.endpoint()) : Stream.of();
        return target.signal() instanceof Signal.Http http ? Stream.concat(Stream.of(http.endpoint()), asked) : asked;
    }

    /// Remembers a value that was read from a file and may be sent.
    synchronized void add(String value) {
        read.remove(value);
        read.add(value);
        if (read.size() > MOST_READ) {
            read.remove(read.iterator().next());
        }
    }

    /// A text from an app or about a request to it, fit to be shown: masked first, then cut.
    ///
    /// @param content whose secret files are masked too; null for none
    String message(String text, @Nullable Content content) {
        String beginning = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
        List<String> secrets = new ArrayList<>(all());
        if (content != null) {
            secrets.addAll(content.secretsIn(beginning));
        }
        return AppMessage.of(new Mask(secrets).apply(beginning));
    }

    private synchronized List<String> all() {
        endpoints.forEach(endpoint -> new Credentials(endpoint, this).readAll());
        return Stream.concat(read.stream(), endpoints.stream().flatMap(KnownSecrets::configured))
                .toList();
    }

    private static Stream<String> configured(Endpoint endpoint) {
        Stream<String> headers = endpoint.headers().values().stream().map(Secret::reveal);
        Stream<String> user =
                endpoint.auth() instanceof Endpoint.Auth.Basic basic ? Stream.of(basic.username()) : Stream.of();
        return Stream.of(headers, user, address(endpoint.url())).flatMap(part -> part);
    }

    /// The query and each value in it, as written and decoded.
    private static Stream<String> address(URI url) {
        String query = url.getRawQuery();
        return query == null
                ? Stream.of()
                : Stream.concat(
                                Stream.of(query),
                                Stream.of(query.split("&", -1)).map(KnownSecrets::value))
                        .flatMap(value -> Stream.of(value, decoded(value)));
    }

    private static String value(String parameter) {
        return parameter.substring(parameter.indexOf('=') + 1);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
