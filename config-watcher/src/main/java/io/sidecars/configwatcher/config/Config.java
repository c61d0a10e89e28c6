package io.sidecars.configwatcher.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The whole configuration: valid, with every default filled in.
///
/// @param sources the watched directories; their files together are one version
/// @param rehash how often the sources are read again without an event
/// @param jitter the longest random delay before a newly mounted version is told
/// @param publish null if no copy is published, because the apps read the mount themselves
/// @param rollbackAfter time after which an unconfirmed version counts as rejected; null for never
/// @param targets signalled in this order; a target that has not confirmed holds back the targets after it
public record Config(
        List<Source> sources,
        Duration rehash,
        Duration jitter,
        @Nullable PublishConfig publish,
        @Nullable Duration rollbackAfter,
        List<TargetConfig> targets,
        Retry retry) {

    /// Exponential back-off with full jitter.
    public record Retry(Duration initial, Duration max) {
        static Retry read(YamlMapping yaml) {
            Duration initial =
                    yaml.optional("initial", "250ms", Values.between(Duration.ofMillis(10), Duration.ofMinutes(1)));
            Duration max = yaml.optional("max", "30s", Values.between(Duration.ofMillis(10), Duration.ofHours(1)));
            if (max.compareTo(initial) < 0) {
                throw yaml.error("max", "must not be less than initial");
            }
            return new Retry(initial, max);
        }
    }

    static Config read(YamlMapping yaml) {
        List<Source> sources = yaml.list("sources", Source::read);
        distinct(yaml, "sources", sources.stream().map(Source::name).toList());
        Duration rehash = yaml.optional("rehash", "30s", Values.between(Duration.ofSeconds(1), Duration.ofHours(1)));
        Duration jitter = yaml.optional("jitter", "0s", Values.between(Duration.ZERO, Duration.ofHours(1)));
        PublishConfig publish = yaml.nested("publish", PublishConfig::read).orElse(null);
        Duration rollbackAfter = yaml.nested("rollback", Config::rollbackAfter).orElse(null);
        yaml.onlyValid("rollback", rollbackAfter == null || publish != null, "valid with publish");
        List<TargetConfig> targets = yaml.list("targets", target -> {
            TargetConfig read = TargetConfig.read(target);
            requireSources(target, read.files(), sources);
            requireSafePush(target, read, sources);
            return read;
        });
        distinct(yaml, "targets", targets.stream().map(TargetConfig::name).toList());
        return new Config(sources, rehash, jitter, publish, rollbackAfter, targets, yaml.nested("retry", Retry::read));
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
        if (names.stream().distinct().count() < names.size()) {
            throw yaml.error(key, "must have distinct names");
        }
    }

    private static void requireSources(YamlMapping yaml, FileSelection files, List<Source> sources) {
        if (!sources.stream().map(Source::name).toList().containsAll(files.sources())) {
            throw yaml.error("sources", "must be names of sources");
        }
    }

    /// Refuses to push a secret source over an unencrypted connection that leaves the Pod.
    private static void requireSafePush(YamlMapping yaml, TargetConfig target, List<Source> sources) {
        if (target.signal() instanceof Signal.Http http
                && http.body() == Signal.Body.PUSH
                && !http.endpoint().isTls()
                && !http.endpoint().isLocal()) {
            sources.stream()
                    .filter(source -> source.secret() && target.files().hasSource(source.name()))
                    .findFirst()
                    .ifPresent(source -> {
                        throw yaml.error(
                                "signal", "must have an https or loopback url, because it pushes a secret source");
                    });
        }
    }
}
