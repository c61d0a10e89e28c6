package io.sidecars.demoapp;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.admin.AdminApi;
import io.sidecars.demoapp.admin.Commands;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Guard;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.http.SameOriginGuard;
import io.sidecars.demoapp.orders.OrderGenerator;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.reload.Reloader;
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

/// The running app: the page, the admin listener, the orders and the database connection.
record Shop(Resources resources, Address pageAddress, Address adminAddress) implements AutoCloseable {

    /// @param connectionTimeout how long a query waits for a free connection
    record Settings(
            Path configDirectory,
            Path logDirectory,
            Address page,
            Address admin,
            Duration connectionTimeout,
            int ordersPerSecond,
            RotatingFile.Limits logFile,
            PeerAddresses peers,
            Buttons buttons) {}

    /// Whether the page's buttons are enabled, and under which host names besides localhost.
    record Buttons(boolean enabled, Set<String> hosts) {}

    static Shop open(Settings settings) throws IOException {
        Resources resources = new Resources();
        try {
            return open(settings, resources);
        } catch (IOException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    private static Shop open(Settings settings, Resources resources) throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = resources.add(VertxRuntime.start()).vertx();
        Database database = resources.add(new Database(settings.connectionTimeout()));
        OrderLog orders = resources.add(new OrderLog(settings.logDirectory(), settings.logFile()));
        Reloader reloader = resources.add(new Reloader(new Mount(settings.configDirectory()), database));
        registerMetrics(meters, database, orders);

        Supplier<Map<String, String>> version = () -> {
            String running = reloader.version();
            return running == null ? Map.of() : Map.of("X-Config-Version", running);
        };
        Probe probe = resources.add(new Probe(vertx, database::isOpen));
        Commands commands = new Commands(reloader.faults(), orders);
        Page.Sources sources =
                new Page.Sources(database, reloader, orders, probe, StartCounter.count(settings.logDirectory()));
        Page page = new Page(
                vertx,
                sources,
                meters,
                settings.peers(),
                commands,
                settings.buttons().enabled());
        AdminApi admin = new AdminApi(reloader, commands, meters);
        SameOriginGuard guard = new SameOriginGuard(settings.buttons().hosts());
        Listener pages = resources.add(Listener.open(vertx, "page", settings.page(), page.endpoints(), version, guard));
        resources.add(page); // closed before its listener, which would wait for the open streams
        Listener admins = resources.add(
                Listener.open(vertx, "admin", settings.admin(), admin.endpoints(), version, Guard::localhost));
        reloader.start();
        probe.start(pages.address());
        resources.add(OrderGenerator.start(database, orders, settings.ordersPerSecond()));
        return new Shop(resources, pages.address(), admins.address());
    }

    private static void registerMetrics(PrometheusMeterRegistry meters, Database database, OrderLog orders) {
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
        resources.close();
    }
}
