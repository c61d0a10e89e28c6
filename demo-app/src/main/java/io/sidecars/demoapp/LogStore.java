package io.sidecars.demoapp;

import io.sidecars.demoapp.collector.Collector;
import io.sidecars.demoapp.http.Address;
import io.sidecars.demoapp.http.Listener;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Map;

/// The collector role, running.
record LogStore(Parts parts, Address address, Address controlAddress) implements AutoCloseable {

    static LogStore open(Address address, Address control) throws IOException {
        Parts parts = new Parts();
        try {
            Vertx vertx = parts.add(Events.start()).vertx();
            Collector collector = new Collector();
            Listener store = parts.add(Listener.open(vertx, "collector", address, collector.endpoints(), Map::of));
            Listener controls = parts.add(Listener.open(vertx, "control", control, collector.controls(), Map::of));
            return new LogStore(parts, store.address(), controls.address());
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
