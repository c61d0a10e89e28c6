package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.config.Output;
import io.sidecars.logshipper.output.HttpSink;
import io.sidecars.logshipper.output.NdjsonProtocol;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.StdoutSink;
import io.sidecars.logshipper.output.elasticsearch.ElasticsearchProtocol;
import io.sidecars.logshipper.output.loki.LokiProtocol;
import io.sidecars.logshipper.output.otlp.OtlpProtocol;
import io.sidecars.logshipper.rules.Resource;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;

/// What the configuration calls an output becomes something that sends.
public final class Sinks {
    private final Vertx vertx;
    private final Resource resource;
    private final InstantSource clock;

    public Sinks(Vertx vertx, Resource resource, InstantSource clock) {
        this.vertx = vertx;
        this.resource = resource;
        this.clock = clock;
    }

    public Sink sink(Output of, HttpSink.Observer observer) {
        return switch (of) {
            case Output.Stdout stdout ->
                new StdoutSink(new FileOutputStream(FileDescriptor.out), stdout.format(), resource);
            case Output.Remote remote ->
                new HttpSink(vertx, remote.endpoint(), remote.common().maxInFlight(), protocol(remote), clock, observer);
        };
    }

    private Protocol protocol(Output.Remote of) {
        return switch (of) {
            case Output.Http http -> NdjsonProtocol.of(http, resource);
            case Output.Loki loki -> LokiProtocol.of(loki, resource);
            case Output.Elasticsearch elasticsearch -> ElasticsearchProtocol.of(elasticsearch, resource);
            case Output.Otlp otlp -> OtlpProtocol.of(otlp, resource);
        };
    }
}
