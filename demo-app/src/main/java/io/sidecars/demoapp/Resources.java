package io.sidecars.demoapp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The resources of a role. They are closed in the reverse order of their opening, also if closing one of them
/// fails.
final class Resources implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Resources.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                log.atWarn()
                        .addKeyValue("resource", resource.getClass().getSimpleName())
                        .addKeyValue("reason", e.toString())
                        .log("resource not closed cleanly");
            }
        }
        opened.clear();
    }
}
