package io.sidecars.configwatcher.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The requests that config-watcher's own commands send.
public final class Requests {
    private Requests() {}

    public static Request retry() {
        return new Request("POST /retry", "text/plain", 202);
    }

    /// The request of a plainly written command line, null for every other one.
    public static @Nullable Request of(List<String> words) {
        return switch (String.join(" ", words)) {
            case "status" -> Request.status(false);
            case "status --json" -> Request.status(true);
            case "retry" -> retry();
            default -> null;
        };
    }
}
