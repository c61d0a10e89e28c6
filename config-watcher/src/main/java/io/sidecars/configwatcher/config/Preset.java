package io.sidecars.configwatcher.config;

import org.jspecify.annotations.Nullable;

/// How well-known programs are signalled and what their responses mean: defaults for the settings of a target.
enum Preset {
    NONE(null, Signal.Body.NOTIFY, "2xx", "4xx", null, UnixSignal.HUP),

    /// Needs `--web.enable-lifecycle`. Prometheus answers after the reload, with 500 if it keeps the old
    /// configuration.
    PROMETHEUS("http://127.0.0.1:9090/-/reload", Signal.Body.NONE, "200", "500", null, UnixSignal.HUP),

    /// Needs the endpoint `refresh` to be exposed. Spring Boot answers 200 with the changed keys, and 500 if a
    /// property cannot be bound.
    SPRING_ACTUATOR("http://127.0.0.1:8080/actuator/refresh", Signal.Body.NONE, "2xx", "500", null, UnixSignal.HUP),

    /// Signals the master process. If the new configuration is wrong, nginx keeps the old one and reports it
    /// only in its log.
    NGINX(null, Signal.Body.NONE, "2xx", "4xx", "nginx", UnixSignal.HUP),

    /// Signals the master process in master-worker mode (`-W`). If the new configuration is wrong, HAProxy keeps
    /// the old workers.
    HAPROXY(null, Signal.Body.NONE, "2xx", "4xx", "haproxy", UnixSignal.USR2);

    final @Nullable String url;
    final Signal.Body body;
    final String accepted;
    final String rejected;
    final @Nullable String process;
    final UnixSignal signal;

    Preset(
            @Nullable String url,
            Signal.Body body,
            String accepted,
            String rejected,
            @Nullable String process,
            UnixSignal signal) {
        this.url = url;
        this.body = body;
        this.accepted = accepted;
        this.rejected = rejected;
        this.process = process;
        this.signal = signal;
    }
}
