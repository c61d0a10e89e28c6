package io.sidecars.demoapp;

import io.sidecars.demoapp.collector.Collector;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Guard;
import io.sidecars.demoapp.http.Listener;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Map;

/// The running collector.
record CollectorServer(Resources resources, Address address, Address controlAddress) implements AutoCloseable {

    static CollectorServer open(Address address, Address control) throws IOException {
        Resources resources = new Resources();
        try {
            Vertx vertx = resources.add(VertxRuntime.start()).vertx();
            Collector collector = new Collector();
            Listener store = resources.add(Listener.open(vertx, "collector", address, collector.endpoints(), Map::of));
            Listener controls = resources.add(
                    Listener.open(vertx, "control", control, collector.controls(), Map::of, Guard::localhost));
            return new CollectorServer(resources, store.address(), controls.address());
        } catch (IOException | RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    @Override
    public void close() {
        resources.close();
    }
}
