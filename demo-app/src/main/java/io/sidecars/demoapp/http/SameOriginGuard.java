package io.sidecars.demoapp.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes JSON commands from the listener's own page, and from no other page that a browser shows.
///
/// @param hosts names under which the page may be reached, besides localhost. Any other is refused: a foreign page
///     could make a name of its own point here, and would then be of the same origin.
public record SameOriginGuard(Set<String> hosts) implements Guard {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    public SameOriginGuard {
        hosts = hosts.stream().map(SameOriginGuard::lowerCase).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void check(Request request) throws HttpException {
        String host = lowerCase(request.authority());
        String name = host.replaceFirst(":\\d+$", "");
        if (!LOCAL.contains(name) && !hosts.contains(name)) {
            throw new HttpException(403, "commands are not taken under this host name; --allowed-host adds one");
        }
        String origin = lowerCase(request.header("Origin"));
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw new HttpException(403, "commands are not taken from other web pages");
        }
        String site = request.header("Sec-Fetch-Site"); // sent by browsers only, as is Origin
        if (site != null && !site.equals("same-origin")) {
            throw new HttpException(403, "commands are not taken from other web pages");
        }
        if (!lowerCase(request.header("Content-Type")).matches("application/json\\s*(;.*)?")) {
            throw new HttpException(415, "commands must be JSON: send Content-Type: application/json");
        }
    }

    private static String lowerCase(@Nullable String header) {
        return header == null ? "" : header.toLowerCase(Locale.ROOT);
    }
}
