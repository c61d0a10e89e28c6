package io.sidecars.demoapp;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.demoapp.admin.Admin;
import io.sidecars.demoapp.config.Mount;
import io.sidecars.demoapp.database.Database;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Listener;
import io.sidecars.demoapp.orders.OrderLog;
import io.sidecars.demoapp.orders.RotatingFile;
import io.sidecars.demoapp.orders.Traffic;
import io.sidecars.demoapp.reload.Reloads;
import io.sidecars.demoapp.web.Page;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// The app role: the page, the admin listener, the traffic and the database connection, running.
record Shop(Parts parts, Address pageAddress, Address adminAddress) implements AutoCloseable {

    record Settings(
            Path configDirectory,
            Path logDirectory,
            Address page,
            Address admin,
            int ordersPerSecond,
            RotatingFile.Limits logFile,
            Page.PeerAddresses peers) {}

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
        Database database = parts.add(new Database());
        OrderLog orders = parts.add(new OrderLog(settings.logDirectory(), settings.logFile()));
        Reloads reloads = parts.add(new Reloads(new Mount(settings.configDirectory()), database));
        measure(meters, database, orders);

        Supplier<Map<String, String>> version = () -> {
            String running = reloads.version();
            return running == null ? Map.of() : Map.of("X-Config-Version", running);
        };
        Page page = new Page(vertx, database, reloads, orders, meters, settings.peers());
        Admin admin = new Admin(reloads, orders, meters);
        Listener pages = parts.add(Listener.open(vertx, "page", settings.page(), page.endpoints(), version));
        Listener commands = parts.add(Listener.open(vertx, "admin", settings.admin(), admin.endpoints(), version));
        reloads.start();
        parts.add(Traffic.start(database, orders, settings.ordersPerSecond()));
        return new Shop(parts, pages.address(), commands.address());
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
