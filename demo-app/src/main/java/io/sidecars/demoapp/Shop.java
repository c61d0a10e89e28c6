package io.sidecars.demoapp;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.admin.Admin;
import io.sidecars.demoapp.admin.Commands;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.http.SameOrigin;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.orders.Traffic;
import io.sidecars.demoapp.reload.Reloads;
import io.sidecars.demoapp.web.Page;
import io.sidecars.demoapp.web.PeerAddresses;
import io.sidecars.demoapp.web.Probe;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The app role: the page, the admin listener, the traffic and the database connection, running.
record Shop(Parts parts, Address pageAddress, Address adminAddress) implements AutoCloseable {

    /// @param patience how long a query waits for one of the connections
    record Settings(
            Path configDirectory,
            Path logDirectory,
            Address page,
            Address admin,
            Duration patience,
            int ordersPerSecond,
            RotatingFile.Limits logFile,
            PeerAddresses peers,
            Buttons buttons) {}

    /// Whether the page's buttons work, and under which host names besides localhost.
    record Buttons(boolean on, Set<String> hosts) {}

    static Shop open(Settings settings) throws IOException {
        Parts parts = new Parts();
        try {
            return open(settings, parts);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Shop open(Settings settings, Parts parts) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = parts.add(Events.start()).vertx();
        Database database = parts.add(new Database(settings.patience()));
        OrderLog orders = parts.add(new OrderLog(settings.logDirectory(), settings.logFile()));
        Reloads reloads = parts.add(new Reloads(new Mount(settings.configDirectory()), database));
        measure(meters, database, orders);

        Supplier<Map<String, String>> version = () -> {
            String running = reloads.version();
            return running == null ? Map.of() : Map.of("X-Config-Version", running);
        };
        Probe probe = parts.add(new Probe(vertx, database::isOpen));
        Commands commands = new Commands(reloads.mischief(), orders);
        Page.Shown shown = new Page.Shown(database, reloads, orders, probe, Starts.count(settings.logDirectory()));
        Page page = new Page(
                vertx,
                shown,
                meters,
                settings.peers(),
                commands,
                settings.buttons().on());
        Admin admin = new Admin(reloads, commands, meters);
        SameOrigin guard = new SameOrigin(settings.buttons().hosts());
        Listener pages = parts.add(Listener.open(vertx, "page", settings.page(), page.endpoints(), version, guard));
        parts.add(page); // closed before its listener, which would wait for the open pages
        Listener admins = parts.add(Listener.open(vertx, "admin", settings.admin(), admin.endpoints(), version));
        reloads.start();
        probe.start(pages.address());
        parts.add(Traffic.start(database, orders, settings.ordersPerSecond()));
        return new Shop(parts, pages.address(), admins.address());
    }

    private static void measure(PrometheusMeterRegistry meters, Database database, OrderLog orders) {
        FunctionCounter.builder("demo.log.lines", orders, OrderLog::written).register(meters);
        FunctionCounter.builder("demo.queries", database, Database::served)
                .tag("outcome", "served")
                .register(meters);
        FunctionCounter.builder("demo.queries", database, Database::failed)
                .tag("outcome", "failed")
                .register(meters);
    }

    @Override
    public void close() {
        parts.close();
    }
}
