package io.sidecars.configwatcher.config;

import com.fasterxml.jackson.core.JsonPointer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Everything an operator can set, with every default in place.
///
/// @param sources exactly one
/// @param rehash how often the source is looked at when nothing happens
/// @param targets told in this order; one that has not confirmed holds back those after it
public record Config(List<Source> sources, Duration rehash, List<Target> targets, Retry retry) {

    /// A mounted ConfigMap or Secret, or a plain directory.
    ///
    /// @param include wildcards on names relative to the path
    public record Source(String name, Path path, List<String> include, List<String> exclude) {
        static Source read(YamlMapping yaml) {
            String name = yaml.required("name", Config::name);
            Path path = yaml.required("path", Path::of);
            List<String> include = yaml.texts("include");
            return new Source(name, path, include.isEmpty() ? List.of("*") : include, yaml.texts("exclude"));
        }
    }

    /// An app to be told.
    public record Target(String name, Signal signal, Status status) {
        static Target read(YamlMapping yaml) {
            String name = yaml.required("name", Config::name);
            if (!yaml.has("signal")) {
                throw yaml.error("signal", "is required");
            }
            return new Target(name, yaml.nested("signal", Signal::read), yaml.nested("status", Status::read));
        }
    }

    /// Where an app is told, by POST.
    ///
    /// @param timeout from the start of the request to the end of its answer; after an accepting answer, also until
    ///     the status must agree
    public record Signal(URI url, Duration timeout) {
        static Signal read(YamlMapping yaml) {
            return new Signal(
                    yaml.required("url", Config::url),
                    yaml.optional("timeout", "10s", between(Duration.ofMillis(10), Duration.ofMinutes(5))));
        }
    }

    /// Where an app says which version it runs, as JSON by GET.
    ///
    /// @param url null if the app has no such place: then the answer to the signal confirms
    public record Status(@Nullable URI url, JsonPointer pointer, Duration interval, Duration timeout) {
        static Status read(YamlMapping yaml) {
            return new Status(
                    yaml.has("url") ? yaml.required("url", Config::url) : null,
                    yaml.optional("pointer", "/version", JsonPointer::compile),
                    yaml.optional("interval", "5s", between(Duration.ofMillis(100), Duration.ofHours(1))),
                    yaml.optional("timeout", "2s", between(Duration.ofMillis(10), Duration.ofMinutes(5))));
        }
    }

    /// Full-jitter exponential back-off.
    public record Retry(Duration initial, Duration most) {
        static Retry read(YamlMapping yaml) {
            Duration initial = yaml.optional("initial", "250ms", between(Duration.ofMillis(10), Duration.ofMinutes(1)));
            Duration most = yaml.optional("most", "30s", between(Duration.ofMillis(10), Duration.ofHours(1)));
            if (most.compareTo(initial) < 0) {
                throw yaml.error("most", "must not be less than initial");
            }
            return new Retry(initial, most);
        }
    }

    static Config read(YamlMapping yaml) {
        List<Source> sources = yaml.list("sources", Source::read);
        if (sources.size() != 1) {
            throw yaml.error("sources", "must have exactly one entry: one directory is watched");
        }
        Duration rehash = yaml.optional("rehash", "30s", between(Duration.ofSeconds(1), Duration.ofHours(1)));
        List<Target> targets = yaml.list("targets", Target::read);
        if (targets.isEmpty()) {
            throw yaml.error("targets", "must have at least one entry");
        }
        Set<String> names = new HashSet<>();
        targets.forEach(target -> {
            if (!names.add(target.name())) {
                throw yaml.error("targets", "must have distinct names, but two are called " + target.name());
            }
        });
        return new Config(sources, rehash, targets, yaml.nested("retry", Retry::read));
    }

    private static String name(String text) {
        if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("must be lower-case letters, digits and inner hyphens, at most 63");
        }
        return text;
    }

    private static URI url(String text) {
        String rule = "must be a URL such as http://127.0.0.1:8081/-/reload, without a user";
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule, e);
        }
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                || url.getHost() == null
                || url.getPort() > 65535
                || url.getUserInfo() != null) {
            throw new IllegalArgumentException(rule);
        }
        return url;
    }

    private static Function<String, Duration> between(Duration least, Duration most) {
        return text -> {
            Duration duration = Units.duration(text);
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "must be between " + least.toMillis() + "ms and " + most.toSeconds() + "s");
            }
            return duration;
        };
    }
}
