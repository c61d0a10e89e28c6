package io.sidecars.demoapp.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Accepts JSON commands from the listener's own page and from command-line clients, but not from other web pages.
///
/// @param hosts host names under which the page may be opened, besides localhost. Other names are refused because
///     of DNS rebinding: an attacker can point a name at this listener, and the attacker's page is then of the
///     same origin.
public record SameOriginGuard(Set<String> hosts) implements Guard {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    public SameOriginGuard {
        hosts = hosts.stream().map(SameOriginGuard::lowerCase).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void check(Request request) throws HttpException {
        if (!request.isCommand()) {
            return;
        }
        if (!LOCAL.contains(request.host()) && !hosts.contains(request.host())) {
            throw new HttpException(403, "commands are not accepted under this host name; add it with --allowed-host");
        }
        String origin = lowerCase(request.header("Origin"));
        String host = request.authority();
        if (!origin.isEmpty() && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw new HttpException(403, "commands from other web pages are not accepted");
        }
        String site = request.header("Sec-Fetch-Site"); // only browsers send it, like Origin
        if (site != null && !site.equals("same-origin")) {
            throw new HttpException(403, "commands from other web pages are not accepted");
        }
        if (!lowerCase(request.header("Content-Type")).matches("application/json\\s*(;.*)?")) {
            throw new HttpException(415, "commands must be JSON: set Content-Type: application/json");
        }
    }

    private static String lowerCase(@Nullable String header) {
        return header == null ? "" : header.toLowerCase(Locale.ROOT);
    }
}
