package io.sidecars.configwatcher.config;

import org.jspecify.annotations.Nullable;

/// How well-known programs are told, and what their answers mean: defaults for the settings of a target.
enum Preset {
    NONE(null, Signal.Body.NOTIFY, "2xx", "4xx", null, UnixSignal.HUP),

    /// Needs `--web.enable-lifecycle`. It reloads before it answers, and answers 500 where it keeps the old
    /// configuration.
    PROMETHEUS("http://127.0.0.1:9090/-/reload", Signal.Body.NONE, "200", "500", null, UnixSignal.HUP),

    /// Needs the endpoint `refresh` exposed. It answers 200 with the keys that have changed, and 500 where a property
    /// cannot be bound.
    SPRING_ACTUATOR("http://127.0.0.1:8080/actuator/refresh", Signal.Body.NONE, "2xx", "500", null, UnixSignal.HUP),

    /// The master process; it keeps the old configuration where the new one is wrong, and only its log says so.
    NGINX(null, Signal.Body.NONE, "2xx", "4xx", "nginx", UnixSignal.HUP),

    /// The master process of master-worker mode (`-W`); it keeps the old workers where the new configuration is wrong.
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
