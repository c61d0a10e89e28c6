package io.sidecars.configwatcher.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The whole configuration, valid, every default in place.
///
/// @param sources their files together are one configuration
/// @param rehash how often the sources are looked at when nothing happens
/// @param publish null if the app reads the mount itself
/// @param rollbackAfter time after which a version that is not confirmed counts as rejected; null for never
/// @param targets told in this order; one that has not confirmed holds back those after it
public record Config(
        List<Source> sources,
        Duration rehash,
        @Nullable PublishConfig publish,
        @Nullable Duration rollbackAfter,
        List<TargetConfig> targets,
        Retry retry) {

    /// Full-jitter exponential back-off.
    public record Retry(Duration initial, Duration most) {
        static Retry read(YamlMapping yaml) {
            Duration initial =
                    yaml.optional("initial", "250ms", Values.between(Duration.ofMillis(10), Duration.ofMinutes(1)));
            Duration most = yaml.optional("most", "30s", Values.between(Duration.ofMillis(10), Duration.ofHours(1)));
            if (most.compareTo(initial) < 0) {
                throw yaml.error("most", "must not be less than initial");
            }
            return new Retry(initial, most);
        }
    }

    static Config read(YamlMapping yaml) {
        List<Source> sources = yaml.list("sources", Source::read);
        distinct(yaml, "sources", sources.stream().map(Source::name).toList());
        Duration rehash = yaml.optional("rehash", "30s", Values.between(Duration.ofSeconds(1), Duration.ofHours(1)));
        PublishConfig publish = yaml.nested("publish", PublishConfig::read).orElse(null);
        Duration rollbackAfter = yaml.nested("rollback", Config::rollbackAfter).orElse(null);
        yaml.onlyValid("rollback", rollbackAfter == null || publish != null, "valid with publish");
        List<TargetConfig> targets = yaml.list("targets", target -> {
            TargetConfig read = TargetConfig.read(target);
            requireSafe(target, read, sources);
            return read;
        });
        distinct(yaml, "targets", targets.stream().map(TargetConfig::name).toList());
        return new Config(sources, rehash, publish, rollbackAfter, targets, yaml.nested("retry", Retry::read));
    }

    private static Optional<Duration> rollbackAfter(YamlMapping yaml) {
        return yaml.has("after")
                ? Optional.of(yaml.required("after", Values.between(Duration.ofSeconds(1), Duration.ofDays(1))))
                : Optional.empty();
    }

    private static void distinct(YamlMapping yaml, String key, List<String> names) {
        if (names.isEmpty()) {
            throw yaml.error(key, "must have at least one entry");
        }
        Set<String> seen = new HashSet<>();
        names.forEach(name -> {
            if (!seen.add(name)) {
                throw yaml.error(key, "must have distinct names, but two are called " + name);
            }
        });
    }

    /// Secrets leave the Pod for nobody, and inside it only for who is meant.
    private static void requireSafe(YamlMapping yaml, TargetConfig target, List<Source> sources) {
        if (target.signal() instanceof Signal.Http http
                && http.body() == Signal.Body.PUSH
                && !http.endpoint().isTls()
                && !isLoopback(http.endpoint().url().getHost())) {
            sources.stream().filter(Source::secret).findFirst().ifPresent(source -> {
                throw yaml.error(
                        "signal",
                        "must have a url with https or of this host: it pushes " + source.name() + ", which is secret");
            });
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
