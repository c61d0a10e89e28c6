package io.sidecars.configwatcher.reconcile;

import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.Status;
import io.sidecars.configwatcher.config.TargetConfig;
import io.sidecars.configwatcher.signal.App;
import io.sidecars.configwatcher.signal.KnownSecrets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Makes the targets of a configuration, and those of another one when it is reloaded.
record TargetFactory(Apps apps, Time time, RandomGenerator random, ReconcilerMetrics metrics) {
    private static final Duration PROBE_A_PROCESS = Duration.ofSeconds(5);

    /// Makes the app of a target.
    interface Apps {
        App of(TargetConfig target);

        /// Called before the apps of another configuration are made.
        default void use(Config config) {}
    }

    /// Apps none of which can have a secret of another one shown.
    static Apps apps(Config config, Vertx vertx) {
        KnownSecrets secrets = new KnownSecrets(config.targets());
        return new Apps() {
            @Override
            public App of(TargetConfig target) {
                return App.of(target, vertx, secrets);
            }

            @Override
            public void use(Config other) {
                secrets.use(other.targets());
            }
        };
    }

    Target create(TargetConfig target, Config.Retry retry) {
        Status status = target.status();
        Duration interval = status == null ? PROBE_A_PROCESS : status.interval();
        Backoff backoff = new Backoff(retry, random);
        return new Target(
                target.name(),
                target.files(),
                apps.of(target),
                new TargetSchedule(time, backoff, target.signal().timeout(), interval),
                metrics.signals(target.name()));
    }
}
