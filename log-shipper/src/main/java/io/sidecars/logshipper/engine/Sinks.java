package io.sidecars.logshipper.engine;

import io.sidecars.logshipper.config.Config;
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
import java.util.function.Function;

/// Makes the sinks that send to real receivers.
public final class Sinks implements Environment.SinkFactory {
    private final Vertx vertx;
    private final InstantSource clock;
    private final Function<String, HttpSink.Observer> observers;

    /// @param observers by the name of an output
    public Sinks(Vertx vertx, InstantSource clock, Function<String, HttpSink.Observer> observers) {
        this.vertx = vertx;
        this.clock = clock;
        this.observers = observers;
    }

    @Override
    public Sink sink(Output output, Config.Resource of) {
        Resource resource =
                new Resource(of.attributes(), of.podInfo(), of.labels(), of.annotations(), System::nanoTime);
        return switch (output) {
            case Output.Stdout stdout ->
                new StdoutSink(new FileOutputStream(FileDescriptor.out), stdout.format(), resource);
            case Output.Remote remote ->
                new HttpSink(
                        vertx,
                        remote.endpoint(),
                        remote.common().maxInFlight(),
                        protocol(remote, resource),
                        clock,
                        observers.apply(remote.name()));
        };
    }

    private static Protocol protocol(Output.Remote of, Resource resource) {
        return switch (of) {
            case Output.Http http -> NdjsonProtocol.of(http, resource);
            case Output.Loki loki -> LokiProtocol.of(loki, resource);
            case Output.Elasticsearch elasticsearch -> ElasticsearchProtocol.of(elasticsearch, resource);
            case Output.Otlp otlp -> OtlpProtocol.of(otlp, resource);
        };
    }
}
