package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.config.Status;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.process.Command;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out which version an app runs.
interface Probe {
    Pattern VERSION = Pattern.compile("sha256:[0-9a-f]{64}");

    /// Asks once.
    ///
    /// @param told the version that the app was told last; null if it was not told since config-watcher started
    ProbeResult run(@Nullable String told);

    /// Says what [App#note] says.
    @Nullable
    default String note() {
        return null;
    }

    /// What the first line of a text says. Anything but a version may be a secret, and is not shown.
    ///
    /// @param from where the text is from, for an operator
    static ProbeResult firstLine(String text, String from) {
        String line = text.lines().findFirst().orElse("").strip();
        return VERSION.matcher(line).matches()
                ? new ProbeResult.Runs(line)
                : new ProbeResult.Runs(null, from + " does not begin with a version such as sha256:…");
    }

    /// Null if nothing reports the version.
    static @Nullable Probe of(@Nullable Status status, Vertx vertx, HttpClient client, KnownSecrets secrets) {
        return switch (status) {
            case null -> null;
            case StatusEndpoint endpoint ->
                new VersionProbe(endpoint, new EndpointClient(endpoint.endpoint(), vertx, client, secrets), secrets);
            case Status.InFile file -> new FileProbe(file.path());
            case Status.ByCommand command -> new CommandProbe(new Command(command.command()));
        };
    }
}
