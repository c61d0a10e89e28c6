package io.sidecars.configwatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sidecars.configwatcher.config.Config;
import io.sidecars.configwatcher.config.ConfigFile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table in the README names every metric of a watcher that has just started, and no other.
class MetricsTableTest {
    /// It is there before there is a watcher.
    private static final String OF_THE_PROGRAM = "config_watcher_config_valid";

    @TempDir
    Path mount;

    @Test
    void namesEveryMetric() throws Exception {
        Config config = new ConfigFile(Path.of("config.yaml"), Map.of(), Set.of()).parse("""
                sources: [{name: a, path: %s}]
                targets: [{name: a, signal: {url: 'http://127.0.0.1:1/'}}]
                """.formatted(mount));
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = Vertx.vertx();
        Watcher watcher = Watcher.start(config, vertx, metrics, _ -> {});
        Set<String> served = Pattern.compile("(?m)^(config_watcher_\\w+?)(_count|_sum|_max)?(\\{.*)? [^ ]+$")
                .matcher(metrics.scrape())
                .results()
                .map(sample -> sample.group(1))
                .collect(Collectors.toSet());
        watcher.stop();
        vertx.close().await();
        served.add(OF_THE_PROGRAM);

        assertThat(named()).containsExactlyInAnyOrderElementsOf(served);
    }

    private static Set<String> named() throws IOException {
        return Pattern.compile("(?m)^\\| `(config_watcher_\\w+)[{`]")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
    }
}
