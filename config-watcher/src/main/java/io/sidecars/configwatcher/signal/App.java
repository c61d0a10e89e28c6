package io.sidecars.configwatcher.signal;

import io.sidecars.configwatcher.config.Signal;
import io.sidecars.configwatcher.config.StatusEndpoint;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.process.Processes;
import io.sidecars.configwatcher.source.Content;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import org.jspecify.annotations.Nullable;

/// An app: how it is told of a version, and how it is asked for the one that it runs. Both block, for no longer than
/// their configured timeouts.
public interface App {

    /// Whether [#probe] can tell something; else the answer to the signal confirms.
    boolean canBeProbed();

    Verdict signal(Change change, Content content);

    /// Only where [#canBeProbed].
    ProbeResult probe();

    /// As the configuration says.
    static App of(TargetConfig target, Vertx vertx) {
        HttpClient client = EndpointClient.client(vertx);
        StatusEndpoint status = target.status();
        @Nullable
        VersionProbe page =
                status == null ? null : new VersionProbe(status, new EndpointClient(status.endpoint(), vertx, client));
        return switch (target.signal()) {
            case Signal.Http http -> new HttpApp(http, page, new EndpointClient(http.endpoint(), vertx, client));
            case Signal.Unix unix -> new ProcessApp(new Processes(unix.process()), page);
        };
    }
}
