package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.config.CommandConfig;
import io.sidecars.configwatcher.config.Signal;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.process.Command;
import io.sidecars.configwatcher.process.Processes;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An app: it can be signalled with a version, and probed for the version that it runs. Both calls block, but
/// never for longer than their configured timeouts.
public interface App {

    /// Whether [#probe] is possible. If not, the response to the signal confirms the version.
    boolean canBeProbed();

    /// Tells the app that the configuration has changed.
    Verdict signal(Change change, Content content);

    /// Asks the app which version it runs. Only allowed if [#canBeProbed].
    ProbeResult probe();

    /// One line for an operator about the last exchange, although it succeeded; null if there is nothing to say.
    @Nullable
    default String note() {
        return null;
    }

    /// Creates the app of the only configured target.
    static App of(TargetConfig target, Vertx vertx) {
        return of(target, vertx, new KnownSecrets(List.of(target)));
    }

    /// Creates the app of a configured target.
    ///
    /// @param secrets of all targets, none of which may be shown
    static App of(TargetConfig target, Vertx vertx, KnownSecrets secrets) {
        HttpClient client = EndpointClient.client(vertx);
        @Nullable Probe probe = Probe.of(target.status(), vertx, client, secrets);
        CommandMessage message = new CommandMessage(secrets);
        App app = switch (target.signal()) {
            case Signal.Http http ->
                new HttpApp(http, probe, new EndpointClient(http.endpoint(), vertx, client, secrets), secrets);
            case Signal.Unix unix -> new ProcessApp(new Processes(unix.process()), probe);
            case Signal.Exec exec -> new ExecApp(exec, probe, message);
        };
        CommandConfig check = target.check();
        return check == null ? app : new CheckedApp(app, new Command(check), message);
    }

    /// One line for each endpoint of a target whose credentials or certificates cannot be used.
    static List<String> unusable(TargetConfig target, Vertx vertx) {
        KnownSecrets secrets = new KnownSecrets(List.of(target));
        return KnownSecrets.endpoints(target)
                .map(endpoint -> new Credentials(endpoint, secrets).problem(vertx))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
