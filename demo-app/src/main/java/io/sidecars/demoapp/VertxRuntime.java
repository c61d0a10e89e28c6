package io.sidecars.demoapp;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Vert.x, set up for a read-only root filesystem and with the few threads that two small listeners need.
record VertxRuntime(Vertx vertx) implements AutoCloseable {

    static VertxRuntime start() {
        FileSystemOptions noCache =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        return new VertxRuntime(Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(noCache)));
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(Duration.ofSeconds(2));
    }
}
