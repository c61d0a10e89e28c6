package io.sidecars.demoapp.web;

import io.sidecars.demoapp.admin.Commands;
import io.sidecars.demoapp.http.Endpoint;
import io.sidecars.demoapp.http.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/// The page's buttons, `POST /api/controls/<name>`. Some are commands to the app, some to the collector. Those
/// that change the configuration are forwarded to the kubelet simulator, if there is one.
final class Controls {

    private static final String PREFIX = "/api/controls/";
    private static final Map<String, String> COLLECTOR = Map.of(
            "sink-down", "{\"status\":503}",
            "sink-slow", "{\"status\":200,\"delay\":\"2s\"}",
            "sink-up", "{\"status\":200}");
    private static final Map<String, String> CONFIG = Map.of(
            "switch-blue", "blue",
            "switch-green", "green",
            "wrong-password", "wrong-password",
            "invalid-yaml", "invalid-yaml");

    private final PeerClient peers;
    private final PeerAddresses addresses;
    private final Commands commands;

    Controls(PeerClient peers, PeerAddresses addresses, Commands commands) {
        this.peers = peers;
        this.addresses = addresses;
        this.commands = commands;
    }

    Map<String, Endpoint> endpoints() {
        Map<String, Endpoint> endpoints = new LinkedHashMap<>(commands.endpoints(PREFIX));
        COLLECTOR.forEach((name, answer) -> endpoints.put(
                "POST " + PREFIX + name,
                request -> forward(URI.create(addresses.collectorControl() + "/-/answer"), answer)));
        URI kubeletSimulator = addresses.kubeletSimulator();
        if (kubeletSimulator != null) {
            CONFIG.forEach((name, config) -> endpoints.put(
                    "POST " + PREFIX + name,
                    request -> forward(URI.create(kubeletSimulator + "/config"), "{\"config\":\"" + config + "\"}")));
        }
        return endpoints;
    }

    private Response forward(URI to, String command) {
        String problem = peers.send(to, command);
        return problem == null ? Response.json(202, Map.of("sentTo", to.toString())) : Response.error(502, problem);
    }
}
